package ai.invoke.release.pypi.upload;

import ai.invoke.release.console.Console;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.Timing;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.pypi.attestation.bundle.Attestation;
import ai.invoke.release.pypi.attestation.bundle.AttestedFile;
import ai.invoke.release.pypi.attestation.sign.AttestationSettings;
import ai.invoke.release.pypi.index.IndexClient;
import ai.invoke.release.pypi.index.IndexFile;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.pypi.trust.CredentialSearch;
import ai.invoke.release.pypi.trust.PypiCredentials;
import ai.invoke.release.pypi.trust.TokenDoctor;
import ai.invoke.release.pypi.trust.TrustedPublisher;
import ai.invoke.release.pypi.trust.UploadCredentials;
import ai.invoke.release.text.Bytes;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** One run: decides nothing any more, sends what is missing, and believes only what the index shows. */
final class UploadRun {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(3);

    /** What an index without caches before it may need to write a page anew. */
    private static final Duration SHORT = Duration.ofSeconds(15);

    private final IndexUpload.Request request;
    private final PackageIndex index;
    private final Http http;
    private final IndexClient look;
    private final Timing timing;
    private final Console console;
    private final Map<String, IndexUpload.Published> published = new LinkedHashMap<>();

    private Map<String, AttestedFile> attested = Map.of();

    /** What the index said yes to and does not show yet. */
    private final List<UploadFile> taken = new ArrayList<>();

    UploadRun(IndexUpload.Request request, Http http, IndexClient look, Timing timing, Console console) {
        this.request = request;
        this.index = request.index();
        this.http = http;
        this.look = look;
        this.timing = timing;
        this.console = console;
    }

    IndexUpload.Result run(List<UploadFile> files, List<IndexPlan> plans) {
        List<Problem> stops = new ArrayList<>();
        plans.forEach(plan -> {
            plan.warnings().forEach(console::warn);
            stops.addAll(plan.stops());
        });
        List<UploadFile> missing =
                plans.stream().flatMap(plan -> plan.toUpload().stream()).toList();
        IndexUpload.stop(stops);
        if (missing.isEmpty()) {
            plans.forEach(plan -> plan.done().forEach(this::alreadyThere));
            return result(files);
        }
        try (UploadCredentials credentials = credentials(missing)) {
            attest(missing, credentials);
            for (IndexPlan plan : plans) {
                for (IndexDecision decision : plan.decisions()) {
                    if (decision instanceof IndexDecision.Done done) {
                        alreadyThere(done);
                    } else {
                        send(decision.file(), credentials, files);
                    }
                }
            }
        }
        awaitTaken(request.visibility(), files);
        return result(files);
    }

    private void attest(List<UploadFile> missing, UploadCredentials credentials) {
        if (request.attestations().mode() == AttestationSettings.Mode.NONE) {
            return;
        }
        attested = new UploadAttestations(
                        http,
                        request.attestations(),
                        index,
                        request.environment(),
                        request.mask(),
                        timing.clock(),
                        console)
                .of(missing, credentials instanceof TrustedPublisher);
    }

    private List<Attestation> attestations(UploadFile file) {
        AttestedFile known = attested.get(file.name());
        return known == null ? List.of() : known.attestations();
    }

    /** Asks for the index's word on everything but the bytes. */
    void rehearse(List<UploadFile> files) {
        CredentialSearch.Found found = IndexUpload.found(request);
        boolean known = look.project(files.get(0).project()).exists();
        if (found instanceof CredentialSearch.Trusted && !known) {
            console.info("rehearsal of the upload: left out, as minting a token for a project that " + index.title()
                    + " does not know would create it");
            return;
        }
        List<Problem> problems = new ArrayList<>();
        try (UploadCredentials credentials = credentials(files)) {
            UploadClient client = new UploadClient(http, index, look, console);
            for (UploadFile file : files) {
                client.rehearse(file, credentials.forUpload(UploadClient.timeLimit(0)))
                        .ifPresent(problems::add);
            }
        }
        IndexUpload.stop(problems);
        console.info(
                "rehearsal of the upload: " + index.title() + " knows the credentials and takes the metadata; only the"
                        + " upload itself proves the right to this project");
    }

    private UploadCredentials credentials(List<UploadFile> missing) {
        CredentialSearch.Found found = IndexUpload.found(request);
        console.detail("credentials for " + index.title() + ": " + found.reason());
        if (found instanceof CredentialSearch.Missing none) {
            throw new ProjectException(none.problem());
        }
        if (found instanceof CredentialSearch.Given given) {
            List<String> projects =
                    missing.stream().map(UploadFile::project).distinct().toList();
            IndexUpload.stop(diagnose(given, index, projects, timing.clock().instant(), console::warn));
            console.info("Uploading to " + index.title() + " with the " + given.reason());
            return UploadCredentials.fixed(given.credentials());
        }
        return new TrustedPublisher(
                http, index, missing.get(0).project(), request.environment(), timing.clock(), console, request.mask());
    }

    /** What is wrong with credentials before anybody has seen them; each problem once. */
    static List<Problem> diagnose(
            CredentialSearch.Given given,
            PackageIndex index,
            List<String> projects,
            Instant now,
            Consumer<Problem> warnings) {
        Set<Problem> errors = new LinkedHashSet<>();
        Set<Problem> worthKnowing = new LinkedHashSet<>();
        for (String project : projects) {
            TokenDoctor.Diagnosis diagnosis = TokenDoctor.examine(given.credentials(), index, project, now);
            errors.addAll(diagnosis.errors());
            worthKnowing.addAll(diagnosis.warnings());
        }
        worthKnowing.forEach(warnings);
        return List.copyOf(errors);
    }

    private void send(UploadFile file, UploadCredentials credentials, List<UploadFile> files) {
        PypiCredentials proof = telling(files, () -> credentials.forUpload(UploadClient.timeLimit(file.size())));
        request.listener().fileStarting(file.name(), file.sha256());
        List<Attestation> attestations = attestations(file);
        for (Attestation attestation : attestations) {
            request.listener().fileAttested(file.name(), attestation);
        }
        UploadClient client = new UploadClient(http, index, look, console);
        UploadOutcome outcome = client.upload(file, attestations, proof);
        if (outcome instanceof UploadOutcome.Refused refused && refused.reason() == UploadOutcome.Reason.FORBIDDEN) {
            Optional<PypiCredentials> fresh = telling(files, credentials::afterRefusal);
            if (fresh.isPresent()) {
                outcome = client.upload(file, attestations, fresh.get());
            }
        }
        settle(file, outcome, files);
    }

    /** A token that cannot be had in the middle of a release leaves a part of it behind. */
    private <T> T telling(List<UploadFile> files, Supplier<T> token) {
        try {
            return token.get();
        } catch (ProjectException e) {
            throw new ProjectException(told(e.problems(), files));
        } catch (EnvironmentException e) {
            throw new EnvironmentException(told(e.problems(), files));
        }
    }

    private List<Problem> told(List<Problem> problems, List<UploadFile> files) {
        List<Problem> told = new ArrayList<>(problems);
        Problem first = problems.get(0);
        told.set(0, new Problem(first.what() + standing(files, "Nothing"), first.where(), first.next()));
        return told;
    }

    private void settle(UploadFile file, UploadOutcome outcome, List<UploadFile> files) {
        if (outcome instanceof UploadOutcome.Stored stored) {
            remark(file, stored.remark());
            uploaded(file);
            add(file, stored.alreadyThere(), stored.proof(), attestations(file));
        } else if (outcome instanceof UploadOutcome.Taken accepted) {
            remark(file, accepted.remark());
            taken.add(file);
            if (index.isPublic() || accepted.status() == 202) {
                uploaded(file);
            } else {
                awaitTaken(request.visibility().compareTo(SHORT) < 0 ? request.visibility() : SHORT, files);
            }
        } else if (outcome instanceof UploadOutcome.Refused refused) {
            throw refused(file, refused, files);
        } else if (outcome instanceof UploadOutcome.Unsent unsent) {
            throw new EnvironmentException(Problem.of(file.name() + " could not be sent to " + index.title() + ": "
                            + unsent.what() + standing(files, "Nothing"))
                    .next("check the network and the proxy, then run the same command again"));
        } else if (outcome instanceof UploadOutcome.Unclear unclear) {
            throw new EnvironmentException(Problem.of("it is not known whether " + index.title() + " has " + file.name()
                            + ": " + unclear.what() + standing(files, "Nothing else"))
                    .next(again()));
        }
    }

    private ReleaseException refused(UploadFile file, UploadOutcome.Refused refused, List<UploadFile> files) {
        Problem problem = Problem.of(index.title() + " refused " + file.name()
                        + (refused.status() > 0 ? " (" + refused.status() + ")" : "") + ": " + refused.words()
                        + standing(files, "Nothing"))
                .at(Location.of(file.distribution().path().toString()))
                .next(refused.advice());
        return refused.reason() == UploadOutcome.Reason.NOT_NOW
                ? new EnvironmentException(problem)
                : new ProjectException(problem);
    }

    private String again() {
        return "run the same command again: what " + index.title() + " has by then is not sent a second time";
    }

    private void remark(UploadFile file, Optional<String> remark) {
        remark.ifPresent(
                words -> console.warn(Problem.of(index.title() + " took " + file.name() + " and remarks: " + words)));
    }

    /** Waits for the index to show what it took: the last link of the chain of digests. */
    private void awaitTaken(Duration longest, List<UploadFile> files) {
        if (taken.isEmpty()) {
            return;
        }
        if (longest.compareTo(SHORT) > 0) {
            console.info(
                    "Waiting for " + index.title() + " to show what it took; caches before an index may take a while");
        }
        String blind = "";
        for (long left = longest.toMillis(); ; left -= LOOK_AGAIN.toMillis()) {
            blind = lookForTaken();
            if (taken.isEmpty()) {
                return;
            }
            if (left < LOOK_AGAIN.toMillis() || !pause()) {
                break;
            }
        }
        String names = names(taken);
        String seen =
                blind.isEmpty() ? "does not show " + (taken.size() == 1 ? "it" : "them") : "cannot be asked: " + blind;
        taken.clear();
        throw new EnvironmentException(
                index.isPublic()
                        ? Problem.of(index.title() + " took " + names + ", but after " + longest.toSeconds() + " s it "
                                        + seen + ": its caches may lag behind by some minutes"
                                        + standing(files, "Nothing"))
                                .next(again())
                        : Problem.of(index.title() + " said yes to " + names + ", but " + seen + " on "
                                        + index.projectFiles(files.get(0).project()) + standing(files, "Nothing"))
                                .next("make sure that " + index.simple() + " belongs to " + index.upload()
                                        + ", then run the same command again"));
    }

    /** Moves what is shown from the taken to the published files; says why when nothing can be seen. */
    private String lookForTaken() {
        String blind = "";
        for (List<UploadFile> release : IndexUpload.releases(List.copyOf(taken))) {
            Map<UploadFile, IndexFile> present = Map.of();
            try {
                present = shown(look, release);
            } catch (EnvironmentException e) {
                blind = String.valueOf(e.getMessage());
            }
            present.forEach((file, shown) -> {
                requireSame(index, file, shown);
                taken.remove(file);
                if (!index.isPublic()) {
                    uploaded(file);
                }
                add(file, false, shown.hashes().strongest().orElseThrow(), attestations(file));
            });
        }
        return blind;
    }

    static Map<UploadFile, IndexFile> shown(IndexClient look, List<UploadFile> release) {
        Map<String, IndexFile> present = look.files(
                release.get(0).project(),
                release.get(0).version(),
                release.stream().map(UploadFile::name).collect(Collectors.toSet()));
        Map<UploadFile, IndexFile> shown = new LinkedHashMap<>();
        release.forEach(file -> Optional.ofNullable(present.get(file.name()))
                .map(found -> look.proven(found, file.size()))
                .filter(found -> found.hashes().strongest().isPresent())
                .ifPresent(found -> shown.put(file, found)));
        return shown;
    }

    static void requireSame(PackageIndex index, UploadFile file, IndexFile present) {
        if (file.compare(present.hashes()) == UploadFile.Likeness.OTHER) {
            throw new EnvironmentException(Problem.of(index.title() + " shows " + file.name() + " with "
                            + present.hashes().strongest().orElseThrow() + ", but the file with sha256 "
                            + file.sha256()
                            + file.md5().map(md5 -> " and md5 " + md5).orElse("") + " was sent")
                    .next("do not announce the release; ask who runs the index"));
        }
    }

    /** How far the release has come, by the index's own word: a release cannot be taken back, so a person must know. */
    private String standing(List<UploadFile> files, String none) {
        List<UploadFile> there = new ArrayList<>();
        String line = System.lineSeparator() + "   ";
        try {
            for (List<UploadFile> release : IndexUpload.releases(files)) {
                shown(look, release).forEach((file, present) -> {
                    if (file.compare(present.hashes()) == UploadFile.Likeness.SAME) {
                        there.add(file);
                    }
                });
            }
        } catch (EnvironmentException e) {
            console.detail(String.valueOf(e.getMessage()));
            return line + "What " + index.title() + " has of this release cannot be seen now"
                    + (published.isEmpty() ? "." : "; before it had " + String.join(", ", published.keySet()) + ".");
        }
        if (there.isEmpty()) {
            return line + none + " was published to " + index.title() + ".";
        }
        return line + "Published so far " + there.size() + " of " + files.size() + ": " + names(there)
                + ". Only the missing files can complete the release"
                + (index.isPublic() ? ", within 14 days." : ".");
    }

    private static String names(List<UploadFile> files) {
        return files.stream().map(UploadFile::name).collect(Collectors.joining(", "));
    }

    private void alreadyThere(IndexDecision.Done done) {
        UploadFile file = done.file();
        console.info(String.format(Locale.ROOT, "%s already has %s  %s", index.title(), file.name(), done.proof()));
        add(file, true, done.proof(), new ShownAttestations(request, look, console).kept(file));
    }

    private void uploaded(UploadFile file) {
        console.info(String.format(
                Locale.ROOT,
                "Uploaded to %s: %s  %s  sha256 %s",
                index.title(),
                file.name(),
                Bytes.text(file.size()),
                file.sha256()));
    }

    private void add(UploadFile file, boolean alreadyThere, String proof, List<Attestation> attestations) {
        String sha256 = file.sha256();
        request.listener().fileStored(file.name(), sha256, alreadyThere);
        published.put(
                file.name(),
                new IndexUpload.Published(file.name(), file.size(), sha256, alreadyThere, proof, attestations));
    }

    private IndexUpload.Result result(List<UploadFile> files) {
        List<URI> pages = files.stream()
                .flatMap(file -> index.page(file.project(), file.version()).stream())
                .distinct()
                .toList();
        pages.forEach(page -> console.info("See " + page));
        List<IndexUpload.Published> inOrder = UploadFile.inOrder(files).stream()
                .map(file -> Optional.ofNullable(published.get(file.name())).orElseThrow())
                .toList();
        return new IndexUpload.Result(inOrder, pages);
    }

    private boolean pause() {
        try {
            timing.sleeper().sleep(LOOK_AGAIN);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
