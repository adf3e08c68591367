package ai.invoke.release.approval;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.json.MalformedJsonException;
import ai.invoke.release.plan.Fingerprint;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.LetterCase;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The decisions in {@code approvals/}, one file each. Files are numbered in the order of the decisions and never
 * overwritten, so the folder tells the whole story of a release.
 */
public final class Approvals {

    /** The event by which the journal remembers a decision: nothing in the folder itself names the last one. */
    public static final String DECIDED = "decided";

    private static final int MAX_DECISIONS = 10_000;
    private static final long MAX_BYTES = 64L * 1024;
    private static final Pattern NAME =
            Pattern.compile("(?<number>\\d{4})-(?<plan>[0-9a-f]{12})-(?<decision>approved|rejected)\\.json");

    /** A lock on a file is one of the process, not of a thread. */
    private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();

    private final Path folder;
    private final boolean whole;

    /**
     * The decisions in a folder.
     *
     * @param folder {@code approvals/}; need not exist
     */
    public Approvals(Path folder) {
        this(folder, true);
    }

    private Approvals(Path folder, boolean whole) {
        this.folder = folder;
        this.whole = whole;
    }

    /**
     * The decisions that were published with a release: of all only those that opened the gate, so that a link may be missing.
     *
     * @param folder where they were put
     * @return the decisions, to be read only
     */
    public static Approvals published(Path folder) {
        return new Approvals(folder, false);
    }

    /**
     * Adds a decision behind all others.
     *
     * @param approval the decision
     * @return the new file
     */
    public Path add(Approval approval) {
        IN_THIS_PROCESS.lock();
        try (FileChannel channel = lockFile();
                FileLock lock = channel.lock()) {
            List<Kept> before = kept();
            if (!lock.isValid()) {
                throw new IOException("the lock is gone");
            }
            int number = before.isEmpty() ? 1 : before.get(before.size() - 1).number() + 1;
            if (number >= MAX_DECISIONS) {
                throw new EnvironmentException(Problem.of("the folder holds too many decisions")
                        .at(Location.of(folder.toString()))
                        .next("mvn clean, then mvn verify and approve again"));
            }
            Optional<String> previous = before.isEmpty()
                    ? Optional.empty()
                    : Optional.of(before.get(before.size() - 1).sha256());
            Path file = folder.resolve(
                    "%04d-%s-%s.json".formatted(number, approval.fingerprint().shortForm(), word(approval.decision())));
            AtomicFile.create(file, ApprovalJson.write(approval, previous));
            return file;
        } catch (IOException e) {
            throw AtomicFile.cannotWrite(folder, e);
        } finally {
            IN_THIS_PROCESS.unlock();
        }
    }

    /** Two processes, or two modules of one build, never take the same number. */
    private FileChannel lockFile() throws IOException {
        Files.createDirectories(folder);
        return FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /**
     * A decision and the file that keeps it.
     *
     * @param file the file
     * @param number its number, from 1
     * @param sha256 of the file
     * @param approval what it says
     */
    public record Kept(Path file, int number, String sha256, Approval approval) {}

    /**
     * All decisions, of whatever plan, in the order in which they were made.
     *
     * @return the decisions
     * @throws ProjectException when a file in the folder is no decision: an unreadable "no" must not count as silence
     */
    public List<Approval> all() {
        return kept().stream().map(Kept::approval).toList();
    }

    /**
     * All decisions with their files. Each names the digest of the one before, so that one which was taken out, renamed, changed or put
     * in between is noticed.
     *
     * @return in the order in which they were made
     * @throws ProjectException when a file in the folder is no decision, or one is missing
     */
    public List<Kept> kept() {
        List<Kept> result = new ArrayList<>();
        for (Path file : files()) {
            Kept last = result.isEmpty() ? null : result.get(result.size() - 1);
            result.add(read(file, last, whole));
        }
        return List.copyOf(result);
    }

    /**
     * What lies in the folder, whether it can be read or not.
     *
     * @return SHA-256 of each file
     */
    public Set<String> digests() {
        Set<String> digests = new TreeSet<>();
        for (Path file : files()) {
            try {
                digests.add(Sha256.of(file));
            } catch (IOException e) {
                throw new EnvironmentException(Problem.of("cannot read: " + e).at(Location.of(file.toString())), e);
            }
        }
        return digests;
    }

    /**
     * The files of some decisions, to be published as evidence.
     *
     * @param decisions decisions of this folder
     * @return in the order in which they were made
     */
    public List<Path> files(List<Approval> decisions) {
        return kept().stream()
                .filter(kept -> decisions.stream().anyMatch(decision -> same(decision, kept.approval())))
                .map(Kept::file)
                .toList();
    }

    /** GitHub tells no time of a review, so that of the file is when it was first read. */
    private static boolean same(Approval one, Approval other) {
        return one.equals(other)
                || (one.proof() instanceof Approval.Proof.Reviewed
                        && one.proof().equals(other.proof())
                        && one.fingerprint().equals(other.fingerprint())
                        && one.decision() == other.decision());
    }

    private List<Path> files() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> list = Files.list(folder)) {
            return list.filter(
                            file -> name(file).endsWith(".json") && !name(file).startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot list the approvals: " + e).at(Location.of(folder.toString())), e);
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static Kept read(Path file, @Nullable Kept last, boolean whole) {
        try {
            Matcher name = NAME.matcher(name(file));
            if (!name.matches()) {
                throw new MalformedJsonException("its name is not that of a decision");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new MalformedJsonException("too large for a decision");
            }
            byte[] bytes = Files.readAllBytes(file);
            ApprovalJson.Content content = ApprovalJson.read(bytes);
            Approval approval = content.approval();
            if (!name.group("plan").equals(approval.fingerprint().shortForm())
                    || !name.group("decision").equals(word(approval.decision()))) {
                throw new MalformedJsonException("its name says something else than its content");
            }
            int number = Integer.parseInt(name.group("number"));
            if (last != null && number == last.number()) {
                throw new MalformedJsonException("two decisions have the number " + number);
            }
            if (whole && !content.follows(Optional.ofNullable(last).map(Kept::sha256))) {
                throw new MalformedJsonException("the decision before it was changed, renamed or removed");
            }
            return new Kept(file, number, Sha256.of(bytes), approval);
        } catch (IOException | MalformedJsonException | IllegalArgumentException | DateTimeException e) {
            throw new ProjectException(
                    Problem.of("not a readable decision: " + e.getMessage())
                            .at(Location.of(file.toString()))
                            .next(
                                    "find out what happened to the folder; to begin again: mvn clean verify, then approve"),
                    e);
        }
    }

    private static String word(Approval.Decision decision) {
        return LetterCase.lower(decision.name());
    }

    /** Where a plan stands. */
    public sealed interface Verdict {

        /**
         * It may go out.
         *
         * @param by who approved it, at least one
         */
        record Approved(List<Approval> by) implements Verdict {}

        /**
         * It must not go out.
         *
         * @param by who rejected it, at least one
         */
        record Rejected(List<Approval> by) implements Verdict {}

        /**
         * Not enough people have approved it.
         *
         * @param by who approved it so far
         * @param required how many are needed
         * @param others fingerprints of other plans that were approved; tells a changed plan from a forgotten approval
         * @param refused decisions that do not count, and why
         */
        record Waiting(List<Approval> by, int required, List<Fingerprint> others, List<String> refused)
                implements Verdict {

            /** Takes unmodifiable copies. */
            public Waiting {
                by = List.copyOf(by);
                others = List.copyOf(others);
                refused = List.copyOf(refused);
            }
        }
    }
}
