package ai.invoke.release.pypi.upload;

import ai.invoke.release.console.Console;
import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.Timing;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.pypi.attestation.Attestation;
import ai.invoke.release.pypi.attestation.AttestationSettings;
import ai.invoke.release.pypi.attestation.AttestedFile;
import ai.invoke.release.pypi.index.IndexClient;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.pypi.trust.CredentialSearch;
import ai.invoke.release.pypi.trust.PypiCredentials;
import ai.invoke.release.pypi.trust.TokenDoctor;
import ai.invoke.release.pypi.trust.TrustedPublisher;
import ai.invoke.release.pypi.trust.UploadCredentials;
import ai.invoke.release.text.Bytes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Brings an index to hold exactly the approved files. Everything that can be known is known before the first byte leaves;
 * run again after any end, it sends only what is missing.
 */
public final class IndexUpload {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(3);

    private final HttpSettings settings;
    private final Timing timing;
    private final Console console;

    /**
     * Creates a worker.
     *
     * @param settings how to reach the index
     * @param timing clock and waiting
     * @param console where to tell the user
     */
    public IndexUpload(HttpSettings settings, Timing timing, Console console) {
        this.settings = settings;
        this.timing = timing;
        this.console = console;
    }

    /**
     * A file that may be sent.
     *
     * @param path where it lies
     * @param sha256 the digest that was approved, in lower-case hex
     */
    public record ApprovedFile(Path path, String sha256) {}

    /** Hears of each step before and after it is done; throwing from it stops the goal there. */
    public interface Listener {

        /**
         * The file's first byte is about to leave.
         *
         * @param name the file's name
         * @param sha256 its digest in lower-case hex
         */
        void fileStarting(String name, String sha256);

        /**
         * The index has the file.
         *
         * @param name the file's name
         * @param sha256 its digest in lower-case hex
         * @param alreadyThere whether it had it before this run sent it
         */
        void fileStored(String name, String sha256, boolean alreadyThere);

        /**
         * An attestation goes with the file.
         *
         * @param name the file's name
         * @param attestation verified, as far as the trust root allows
         */
        default void fileAttested(String name, Attestation attestation) {}

        /**
         * Ignores all steps.
         *
         * @return for callers that keep no journal
         */
        static Listener none() {
            return new Listener() {
                @Override
                public void fileStarting(String name, String sha256) {}

                @Override
                public void fileStored(String name, String sha256, boolean alreadyThere) {}
            };
        }
    }

    /**
     * What is to be done.
     *
     * @param index where files go
     * @param files all files of the release; without a plan, those that {@link #filesIn} finds
     * @param login what {@code settings.xml} holds for the index, decrypted
     * @param environment the process's environment
     * @param listener is notified of each step
     * @param mask given every secret that is made on the way, so that a CI hides it in its log
     * @param visibility how long to wait for the index to show what it took
     * @param attestations what to do about attestations
     */
    public record Request(
            PackageIndex index,
            List<ApprovedFile> files,
            Optional<PypiCredentials> login,
            Map<String, String> environment,
            Listener listener,
            Consumer<String> mask,
            Duration visibility,
            AttestationSettings attestations) {

        /** Takes unmodifiable copies of the collections. */
        public Request {
            files = List.copyOf(files);
            environment = Map.copyOf(environment);
        }

        /**
         * A request without attestations.
         *
         * @param index where files go
         * @param files all files of the release
         * @param login what {@code settings.xml} holds for the index, decrypted
         * @param environment the process's environment
         * @param listener is notified of each step
         * @param mask given every secret that is made on the way
         * @param visibility how long to wait for the index to show what it took
         */
        public Request(
                PackageIndex index,
                List<ApprovedFile> files,
                Optional<PypiCredentials> login,
                Map<String, String> environment,
                Listener listener,
                Consumer<String> mask,
                Duration visibility) {
            this(index, files, login, environment, listener, mask, visibility, AttestationSettings.none());
        }

        /**
         * The same request with attestations.
         *
         * @param settings what to do about them
         * @return a copy
         */
        public Request withAttestations(AttestationSettings settings) {
            return new Request(index, files, login, environment, listener, mask, visibility, settings);
        }

        /** Neither the login nor the environment. */
        @Override
        public String toString() {
            return "Request[" + index.name() + ", " + files + "]";
        }
    }

    /**
     * What became of a file.
     *
     * @param name its name
     * @param size bytes
     * @param sha256 the digest of what was sent, in lower-case hex
     * @param alreadyThere whether the index had it before this run
     * @param shown the digest that the index shows; empty when it did not show the file in time
     * @param attestations what went with the file; none when it was there before
     */
    public record Published(
            String name,
            long size,
            String sha256,
            boolean alreadyThere,
            Optional<String> shown,
            List<Attestation> attestations) {

        /** Takes an unmodifiable copy of the list. */
        public Published {
            attestations = List.copyOf(attestations);
        }
    }

    /**
     * What became of all.
     *
     * @param files in the order in which they were sent
     * @param pages where a person looks at the releases
     */
    public record Result(List<Published> files, List<URI> pages) {

        /** Takes unmodifiable copies of the lists. */
        public Result {
            files = List.copyOf(files);
            pages = List.copyOf(pages);
        }
    }

    /**
     * The files of a folder, for a release without a plan: nobody approved them but who started the goal.
     *
     * @param folder holds wheels and sdists, of one or several projects
     * @return the files by name, with the digests they have now
     * @throws ProjectException when there are none
     */
    public static List<ApprovedFile> filesIn(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            List<ApprovedFile> files = entries.filter(IndexUpload::isDistribution)
                    .sorted()
                    .map(path -> new ApprovedFile(path, UploadFile.sha256(path)))
                    .toList();
            if (files.isEmpty()) {
                throw nothingIn(folder, "holds neither a .whl nor a .tar.gz file");
            }
            return files;
        } catch (IOException e) {
            throw nothingIn(folder, "cannot be read: " + e);
        }
    }

    private static boolean isDistribution(Path path) {
        String name = path.getFileName().toString();
        return (name.endsWith(".whl") || name.endsWith(".tar.gz")) && Files.isRegularFile(path);
    }

    private static ProjectException nothingIn(Path folder, String why) {
        return new ProjectException(Problem.of("the folder " + why)
                .at(Location.of(folder.toString()))
                .next("build the distributions first, or name their folder"));
    }

    /**
     * Looks at the index and decides, without sending anything.
     *
     * @param index where files would go
     * @param files all files of the release
     * @return the decisions with all reasons to stop
     * @throws ReleaseException when a file is not the approved one, or the index does not answer
     */
    public List<IndexPlan> look(PackageIndex index, List<ApprovedFile> files) {
        List<UploadFile> opened = open(files);
        try (Http http = new Http(settings, console, timing)) {
            return plans(http, index, opened);
        }
    }

    /**
     * Does the work.
     *
     * @param request what is to be done
     * @return what became of each file
     * @throws ProjectException when the user has to act; nothing was sent unless the message says so
     * @throws EnvironmentException when the index could not be reached or gave no clear answer
     */
    public Result run(Request request) {
        List<UploadFile> files = open(request.files());
        try (Http http = new Http(settings, console, timing)) {
            return new Work(request, http).run(files);
        }
    }

    private static List<UploadFile> open(List<ApprovedFile> files) {
        List<UploadFile> opened = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (ApprovedFile file : files) {
            try {
                UploadFile upload = UploadFile.open(file.path(), file.sha256());
                if (upload.project().isEmpty() || upload.version().isEmpty()) {
                    problems.add(Problem.of("the metadata names no project or no version")
                            .at(Location.of(file.path().toString()))
                            .next("mvn invokeai-release:verify-dist"));
                }
                opened.add(upload);
            } catch (ProjectException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
        return opened;
    }

    private List<IndexPlan> plans(Http http, PackageIndex index, List<UploadFile> files) {
        Map<String, List<UploadFile>> releases = new TreeMap<>();
        for (UploadFile file : files) {
            releases.computeIfAbsent(
                            ProjectName.normalize(file.project()) + " " + file.version(), release -> new ArrayList<>())
                    .add(file);
        }
        IndexClient client = new IndexClient(http, index);
        List<IndexPlan> plans = new ArrayList<>();
        for (List<UploadFile> release : releases.values()) {
            plans.add(UploadPlanner.plan(
                    index,
                    client.project(release.get(0).project()),
                    release,
                    timing.clock().instant()));
        }
        return plans;
    }

    /** The state of one upload. */
    private final class Work {

        private final Request request;
        private final PackageIndex index;
        private final Http http;
        private final List<Published> published = new ArrayList<>();
        private Map<String, AttestedFile> attested = Map.of();

        Work(Request request, Http http) {
            this.request = request;
            this.index = request.index();
            this.http = http;
        }

        Result run(List<UploadFile> files) {
            List<IndexPlan> plans = plans(http, index, files);
            List<Problem> stops = new ArrayList<>();
            plans.forEach(plan -> {
                plan.warnings().forEach(console::warn);
                stops.addAll(plan.stops());
            });
            List<UploadFile> missing =
                    plans.stream().flatMap(plan -> plan.toUpload().stream()).toList();
            if (missing.isEmpty() || !stops.isEmpty()) {
                stop(stops);
                plans.forEach(plan -> plan.done().forEach(this::alreadyThere));
                return result(files);
            }
            try (UploadCredentials credentials = credentials(missing)) {
                attest(missing, credentials);
                for (IndexPlan plan : plans) {
                    for (IndexDecision decision : plan.decisions()) {
                        if (decision instanceof IndexDecision.Upload) {
                            send(decision.file(), credentials, files.size());
                        } else {
                            alreadyThere(decision.file());
                        }
                    }
                }
            }
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
            return Optional.ofNullable(attested.get(file.name()))
                    .map(AttestedFile::attestations)
                    .orElse(List.of());
        }

        private UploadCredentials credentials(List<UploadFile> missing) {
            CredentialSearch.Found found = CredentialSearch.search(index, request.login(), request.environment());
            console.detail("credentials for " + index.title() + ": " + found.reason());
            if (found instanceof CredentialSearch.Missing none) {
                throw new ProjectException(none.problem());
            }
            if (found instanceof CredentialSearch.Given given) {
                List<Problem> errors = new ArrayList<>();
                for (String project :
                        missing.stream().map(UploadFile::project).distinct().toList()) {
                    TokenDoctor.Diagnosis diagnosis = TokenDoctor.examine(
                            given.credentials(), index, project, timing.clock().instant());
                    diagnosis.errors().stream()
                            .filter(error -> !errors.contains(error))
                            .forEach(errors::add);
                    diagnosis.warnings().forEach(console::warn);
                }
                stop(errors);
                console.info("uploading to " + index.title() + " with the " + given.reason());
                return UploadCredentials.fixed(given.credentials());
            }
            return new TrustedPublisher(http, index, request.environment(), timing.clock(), console, request.mask());
        }

        private void send(UploadFile file, UploadCredentials credentials, int total) {
            PypiCredentials proof = credentials.forUpload(UploadClient.timeLimit(file.size()));
            request.listener().fileStarting(file.name(), file.sha256());
            List<Attestation> attestations = attestations(file);
            attestations.forEach(attestation -> request.listener().fileAttested(file.name(), attestation));
            UploadClient client = new UploadClient(http, index, console);
            UploadOutcome outcome = client.upload(file, attestations, proof);
            if (outcome instanceof UploadOutcome.Refused refused
                    && refused.reason() == UploadOutcome.Reason.FORBIDDEN) {
                Optional<PypiCredentials> fresh = credentials.afterRefusal();
                if (fresh.isPresent()) {
                    outcome = client.upload(file, attestations, fresh.get());
                }
            }
            if (outcome instanceof UploadOutcome.Stored stored) {
                stored.remark()
                        .ifPresent(remark -> console.warn(
                                Problem.of(index.title() + " accepted " + file.name() + " and remarks: " + remark)));
                stored(file, stored.alreadyThere());
            } else if (outcome instanceof UploadOutcome.Refused refused) {
                throw new ProjectException(Problem.of(index.title() + " refused " + file.name()
                                + (refused.status() > 0 ? " (" + refused.status() + ")" : "") + ": "
                                + refused.words() + standing(total, "Nothing"))
                        .at(Location.of(file.distribution().path().toString()))
                        .next(refused.advice()));
            } else if (outcome instanceof UploadOutcome.Unclear unclear) {
                throw new EnvironmentException(Problem.of("it is not known whether " + index.title() + " has "
                                + file.name() + ": " + unclear.what() + standing(total, "Nothing else"))
                        .next(unclear.advice()));
            }
        }

        /** How far the release has come: a release cannot be taken back, so a person must know. */
        private String standing(int total, String none) {
            if (published.isEmpty()) {
                return System.lineSeparator() + "   " + none + " was published to " + index.title() + ".";
            }
            return System.lineSeparator() + "   Published so far " + published.size() + " of " + total + ": "
                    + String.join(", ", published.stream().map(Published::name).toList())
                    + ". Only the missing files can complete the release, within 14 days.";
        }

        private void alreadyThere(UploadFile file) {
            console.info(String.format(
                    Locale.ROOT, "%s already has %s  sha256 %s", index.title(), file.name(), file.sha256()));
            add(file, true);
        }

        private void stored(UploadFile file, boolean alreadyThere) {
            console.info(String.format(
                    Locale.ROOT,
                    "uploaded to %s: %s  %s  sha256 %s",
                    index.title(),
                    file.name(),
                    Bytes.text(file.size()),
                    file.sha256()));
            add(file, alreadyThere);
        }

        private void add(UploadFile file, boolean alreadyThere) {
            String sha256 = file.sha256();
            request.listener().fileStored(file.name(), sha256, alreadyThere);
            published.add(new Published(
                    file.name(),
                    file.size(),
                    sha256,
                    alreadyThere,
                    Optional.empty(),
                    alreadyThere ? List.of() : attestations(file)));
        }

        private Result result(List<UploadFile> files) {
            Map<String, String> shown = shown(files);
            List<Published> proven = published.stream()
                    .map(file -> new Published(
                            file.name(),
                            file.size(),
                            file.sha256(),
                            file.alreadyThere(),
                            Optional.ofNullable(shown.get(file.name())),
                            file.attestations()))
                    .toList();
            List<URI> pages = files.stream()
                    .flatMap(file -> index.page(file.project(), file.version()).stream())
                    .distinct()
                    .toList();
            pages.forEach(page -> console.info("See " + page));
            return new Result(proven, pages);
        }

        /** Waits for the index to show the files: the last link of the chain of digests. Slow caches are no failure, other bytes are. */
        private Map<String, String> shown(List<UploadFile> files) {
            Map<String, String> shown = new TreeMap<>();
            long looks = 1 + request.visibility().toMillis() / LOOK_AGAIN.toMillis();
            for (long look = 1; look <= looks; look++) {
                lookAt(files, shown);
                if (shown.size() == files.size() || (look < looks && !pause())) {
                    break;
                }
            }
            for (UploadFile file : files) {
                String digest = Optional.ofNullable(shown.get(file.name())).orElse("");
                if (digest.isEmpty()) {
                    console.warn(Problem.of(index.title() + " took " + file.name() + " but does not show it yet")
                            .next("caches may lag by some minutes; look at " + index.projectFiles(file.project())));
                } else if (!digest.equals(file.sha256())) {
                    throw new EnvironmentException(Problem.of(index.title() + " shows " + file.name() + " with sha256 "
                                    + digest + ", but " + file.sha256() + " was sent")
                            .next("do not announce the release; ask the index's operators"));
                }
            }
            return shown;
        }

        private void lookAt(List<UploadFile> files, Map<String, String> shown) {
            IndexClient client = new IndexClient(http, index);
            for (UploadFile file : files) {
                if (shown.containsKey(file.name())) {
                    continue;
                }
                client.releaseDigests(file.project(), file.version())
                        .flatMap(digests -> Optional.ofNullable(digests.get(file.name())))
                        .or(() -> onPage(client, file))
                        .ifPresent(digest -> shown.put(file.name(), digest));
            }
        }

        private Optional<String> onPage(IndexClient client, UploadFile file) {
            try {
                return client.project(file.project()).file(file.name()).flatMap(present -> present.sha256());
            } catch (EnvironmentException e) {
                console.detail("looking for " + file.name() + ": " + e.getMessage());
                return Optional.empty();
            }
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

    private static void stop(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
    }
}
