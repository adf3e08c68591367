package ai.invoke.release.dist;

import ai.invoke.release.digest.FileDigests;
import ai.invoke.release.dist.content.ContentLimits;
import ai.invoke.release.dist.content.DistContents;
import ai.invoke.release.dist.metadata.PythonRenderer;
import ai.invoke.release.dist.result.FindingPolicy;
import ai.invoke.release.dist.result.Judged;
import ai.invoke.release.dist.result.Verification;
import ai.invoke.release.dist.result.VerifiedFile;
import ai.invoke.release.dist.rule.Finding;
import ai.invoke.release.dist.rule.release.ReleaseFacts;
import ai.invoke.release.dist.rule.release.ReleaseRules;
import ai.invoke.release.dist.rule.wheel.ContentRules;
import ai.invoke.release.file.Parallel;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Applies every rule to the files of one release, to each and to all of them together. */
public final class ReleaseVerifier {

    /** Below this many bytes one thread has hashed a file before another one has started. */
    private static final long WORTH_A_THREAD = 1 << 20;

    private static final Set<String> MORE_PRECISE = Set.of(ContentRules.COMMON_NAME.id(), ContentRules.SECRET.id());

    private final RuleCatalogue catalogue;

    /**
     * A verifier.
     *
     * @param catalogue the rules about single files
     */
    public ReleaseVerifier(RuleCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** Files that are being read, unpacked and hashed while the caller does something else. */
    public static final class Reading implements AutoCloseable {

        private final Parallel.Started<List<Looked>> looked;

        private Reading(Parallel.Started<List<Looked>> looked) {
            this.looked = looked;
        }

        /** Gives up what nobody waits for any more. */
        @Override
        public void close() {
            looked.close();
        }
    }

    /**
     * Starts to read files.
     *
     * @param files wheels and sdists
     * @param withMd5 whether an index wants MD5 of the files as well
     * @return to be closed
     */
    public static Reading read(List<Path> files, boolean withMd5) {
        List<Path> all = List.copyOf(files);
        return new Reading(Parallel.start(() -> Parallel.map(all, file -> look(file, withMd5))));
    }

    /**
     * All rules, with a Python that renders descriptions where there is one.
     *
     * @param processes starts Python
     * @param python the interpreter; empty to try those on the PATH
     * @param folder where it is started
     * @param today the day of looking
     * @return the catalogue
     */
    public static RuleCatalogue catalogue(
            ProcessRunner processes, Optional<String> python, Path folder, LocalDate today) {
        List<String> interpreters = python.map(List::of)
                .orElseGet(() -> processes.path().all("python3").stream()
                        .map(Path::toString)
                        .toList());
        return RuleCatalogue.standard(new PythonRenderer(processes, interpreters, folder), today);
    }

    /**
     * Judges the files.
     *
     * @param reading what {@link #read} began
     * @param facts what else is known, asked when each file was looked at; may add findings to the list
     * @param policy which findings count
     * @return what was found
     * @throws EnvironmentException when the disk fails
     */
    public Verification verify(
            Reading reading, BiFunction<List<VerifiedFile>, List<Finding>, ReleaseFacts> facts, FindingPolicy policy) {
        DistVerifier verifier = new DistVerifier(catalogue, ContentLimits.standard());
        List<DistContents> contents = new ArrayList<>();
        List<VerifiedFile> verified = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (Looked one : reading.looked.result()) {
            contents.add(one.contents());
            verified.add(one.file());
            findings.addAll(verifier.verify(one.contents()));
        }
        List<Finding> together = verifier.verifyTogether(contents, facts.apply(verified, findings));
        together.stream().filter(finding -> !saidAlready(finding, findings)).forEach(findings::add);
        return new Verification(verified, policy.judge(findings));
    }

    /**
     * A finding as a problem.
     *
     * @param judged what was found
     * @return for people
     */
    public static Problem problem(Judged judged) {
        Finding finding = judged.finding();
        String place = finding.place().map(inner -> " in " + inner).orElse("");
        String pypi = finding.pypi()
                .map(words -> "; PyPI would answer: " + Printable.prose(words, 600))
                .orElse("");
        String remark = judged.remark().map(text -> " (" + text + ")").orElse("");
        return Problem.of(finding.rule() + " " + finding.message() + place + pypi + remark)
                .at(Location.of(finding.file()))
                .next(finding.hint());
    }

    /** The rule of forbidden files by default names what the rules of the catalogue also know; their word is the more precise one. */
    private static boolean saidAlready(Finding finding, List<Finding> earlier) {
        return finding.rule().equals(ReleaseRules.FORBIDDEN.id())
                && earlier.stream()
                        .anyMatch(each -> each.file().equals(finding.file())
                                && MORE_PRECISE.contains(each.rule())
                                && finding.place().isPresent()
                                && each.place()
                                        .filter(place -> finding.place().get().startsWith(place))
                                        .isPresent());
    }

    private record Looked(DistContents contents, VerifiedFile file) {}

    /** Unpacks and hashes at the same time: the disk delivers each byte once. */
    private static Looked look(Path file, boolean withMd5) {
        try (Parallel.Started<FileDigests> digests = digests(file, withMd5)) {
            DistContents contents = DistVerifier.read(file, ContentLimits.standard(), digests::result);
            return new Looked(contents, new VerifiedFile(contents.fileName(), contents.size(), digests.result()));
        }
    }

    private static Parallel.Started<FileDigests> digests(Path file, boolean withMd5) {
        boolean small;
        try {
            small = Files.size(file) < WORTH_A_THREAD;
        } catch (IOException e) {
            // The verifier finds that out as well, and says it better.
            small = true;
        }
        return small ? Parallel.later(() -> digest(file, withMd5)) : Parallel.start(() -> digest(file, withMd5));
    }

    private static FileDigests digest(Path file, boolean withMd5) {
        try {
            return FileDigests.of(file, withMd5);
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("%s cannot be read: %s".formatted(file, e.getMessage())), e);
        }
    }
}
