package ai.invoke.release.pypi.upload;

import ai.invoke.release.console.Console;
import ai.invoke.release.digest.FileDigests;
import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.file.Parallel;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.Timing;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.pypi.attestation.bundle.Attestation;
import ai.invoke.release.pypi.attestation.sign.AttestationSettings;
import ai.invoke.release.pypi.index.IndexClient;
import ai.invoke.release.pypi.index.IndexHelp;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.pypi.index.ProjectPage;
import ai.invoke.release.pypi.trust.CredentialSearch;
import ai.invoke.release.pypi.trust.PypiCredentials;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Brings an index to hold exactly the approved files. Everything that can be known is known before the first byte leaves;
 * run again after any end, it sends only what is missing.
 */
public final class IndexUpload {

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
     * @param sha256 the digest that was approved, in lower-case hex; empty when nobody approved it but who started the goal
     * @param hashed its digests, when it was read already
     */
    public record ApprovedFile(Path path, Optional<String> sha256, Optional<FileDigests> hashed) {

        /**
         * A file that somebody approved.
         *
         * @param path where it lies
         * @param sha256 the digest that was approved, in lower-case hex
         * @return to be hashed and compared
         */
        public static ApprovedFile approved(Path path, String sha256) {
            return new ApprovedFile(path, Optional.of(sha256), Optional.empty());
        }

        /**
         * A file that nobody approved but who started the goal.
         *
         * @param path where it lies
         * @return to be hashed
         */
        public static ApprovedFile asItIs(Path path) {
            return new ApprovedFile(path, Optional.empty(), Optional.empty());
        }

        /**
         * A file that was checked and hashed a moment ago.
         *
         * @param path where it lies
         * @param digests of the bytes that were checked
         * @return sent only when it still has them
         */
        public static ApprovedFile checked(Path path, FileDigests digests) {
            return new ApprovedFile(path, Optional.of(digests.sha256()), Optional.of(digests));
        }
    }

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
     * @param files all files of the release
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
     * @param proof the digest that the index shows, for instance {@code sha256 0123…}
     * @param attestations what went with the file; of one that was there before, what the index shows
     */
    public record Published(
            String name, long size, String sha256, boolean alreadyThere, String proof, List<Attestation> attestations) {

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
     * Looks at the index and decides, without sending anything.
     *
     * @param request what would be done
     * @return the decisions with all reasons to stop
     * @throws ReleaseException when a file is not the approved one, or the index does not answer
     */
    public List<IndexPlan> look(Request request) {
        List<UploadFile> opened = open(request);
        try (Http http = new Http(settings, console, timing)) {
            return explained(request, http, () -> plans(look(http, request), request, opened));
        }
    }

    /**
     * Asks the index once more what it has of files that were published before.
     *
     * @param request what was done
     * @return by file name, those that the index shows with the very bytes
     * @throws ReleaseException when the index shows other bytes, or does not answer
     */
    public Map<String, Published> confirm(Request request) {
        List<UploadFile> opened = open(request);
        try (Http http = new Http(settings, console, timing)) {
            IndexClient client = look(http, request);
            return explained(request, http, () -> confirmed(client, request, opened));
        }
    }

    private Map<String, Published> confirmed(IndexClient client, Request request, List<UploadFile> files) {
        ShownAttestations attestations = new ShownAttestations(request, client, console);
        Map<String, Published> confirmed = new TreeMap<>();
        for (List<UploadFile> release : releases(files)) {
            UploadRun.shown(client, release).forEach((file, present) -> {
                UploadRun.requireSame(request.index(), file, present);
                confirmed.put(
                        file.name(),
                        new Published(
                                file.name(),
                                file.size(),
                                file.sha256(),
                                true,
                                present.hashes().strongest().orElseThrow(),
                                attestations.of(file)));
            });
        }
        return confirmed;
    }

    /**
     * Makes sure that there are credentials when something has to be sent, which a look at the file names tells: before
     * hundreds of megabytes are read.
     *
     * @param request what is to be done
     * @throws ProjectException when there are none, or not for these projects
     * @throws EnvironmentException when the index does not answer
     */
    public void requireCredentials(Request request) {
        CredentialSearch.Found found = found(request);
        List<String> projects = request.files().stream()
                .flatMap(file -> DistributionName.of(file.path().getFileName().toString()).stream())
                .map(DistributionName::project)
                .distinct()
                .toList();
        if (found instanceof CredentialSearch.Given given) {
            stop(UploadRun.diagnose(
                    given, request.index(), projects, timing.clock().instant(), warning -> {}));
        }
        if (!(found instanceof CredentialSearch.Missing missing)) {
            return;
        }
        try (Http http = new Http(settings, console, timing)) {
            IndexClient client = look(http, request);
            explained(request, http, () -> requireNothingToSend(request, client, missing));
        }
    }

    /**
     * Gets ready for an index while the caller reads files.
     *
     * @param index where files go
     * @return to be closed; the result is the index itself, or a ProjectException when certificates of the settings cannot be read
     */
    public Parallel.Started<PackageIndex> prepare(PackageIndex index) {
        return Parallel.start(() -> {
            try (Http http = new Http(settings, Console.silent(), timing)) {
                http.prepare(index.upload());
                return index;
            }
        });
    }

    private static Map<String, ProjectPage> requireNothingToSend(
            Request request, IndexClient client, CredentialSearch.Missing missing) {
        Map<String, ProjectPage> pages = new TreeMap<>();
        for (ApprovedFile file : request.files()) {
            String name = file.path().getFileName().toString();
            boolean shown = DistributionName.of(name)
                    .map(known -> pages.computeIfAbsent(known.project(), client::project))
                    .flatMap(page -> page.file(name))
                    .isPresent();
            if (!shown) {
                throw new ProjectException(missing.problem());
            }
        }
        return pages;
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
        requireCredentials(request);
        List<UploadFile> files = open(request);
        try (Http http = new Http(settings, console, timing)) {
            IndexClient client = look(http, request);
            return explained(
                    request,
                    http,
                    () -> new UploadRun(request, http, client, timing, console)
                            .run(files, plans(client, request, files)));
        }
    }

    /**
     * Asks the index for its word on everything but the files' bytes: the form without its file is answered after the
     * metadata were judged and before anything is stored (warehouse, {@code forklift/legacy.py}). The one right answer proves
     * that the index knows the credentials and takes the metadata; it does not prove the right to this project.
     *
     * @param request what would be done
     * @throws ProjectException when the index does not take the metadata or the credentials
     * @throws EnvironmentException when it gave no clear answer
     */
    public void rehearse(Request request) {
        if (!request.index().isPublic()) {
            console.info("no rehearsal of the upload: only PyPI and TestPyPI answer one, and not "
                    + request.index().title());
            return;
        }
        List<UploadFile> files = open(request);
        try (Http http = new Http(settings, console, timing)) {
            IndexClient client = look(http, request);
            explained(request, http, () -> {
                new UploadRun(request, http, client, timing, console).rehearse(files);
                return files;
            });
        }
    }

    private static <T> T explained(Request request, Http http, Supplier<T> work) {
        try {
            return work.get();
        } catch (EnvironmentException e) {
            throw IndexHelp.explained(e, request.index(), http);
        }
    }

    static CredentialSearch.Found found(Request request) {
        return CredentialSearch.search(request.index(), request.login(), request.environment());
    }

    private static IndexClient look(Http http, Request request) {
        CredentialSearch.Found found = found(request);
        if (found instanceof CredentialSearch.Given given
                && given.credentials().user().indexOf(':') < 0) {
            http.hide(given.credentials().authorization());
        }
        return new IndexClient(http, request.index(), found.forLooking(request.index()));
    }

    private static List<UploadFile> open(Request request) {
        boolean withMd5 = !request.index().isPublic();
        List<Opened> opened = Parallel.map(request.files(), file -> open(file, withMd5));
        stop(opened.stream().flatMap(each -> each.problems().stream()).toList());
        return opened.stream().flatMap(each -> each.file().stream()).toList();
    }

    private record Opened(Optional<UploadFile> file, List<Problem> problems) {}

    private static Opened open(ApprovedFile file, boolean withMd5) {
        try {
            UploadFile upload = UploadFile.open(file, withMd5);
            return upload.project().isEmpty() || upload.version().isEmpty()
                    ? new Opened(
                            Optional.empty(),
                            List.of(Problem.of("the metadata names no project or no version")
                                    .at(Location.of(file.path().toString()))
                                    .next("mvn invokeai-release:verify-dist")))
                    : new Opened(Optional.of(upload), List.of());
        } catch (ProjectException e) {
            return new Opened(Optional.empty(), e.problems());
        }
    }

    private List<IndexPlan> plans(IndexClient client, Request request, List<UploadFile> files) {
        ShownAttestations attestations = new ShownAttestations(request, client, console);
        List<IndexPlan> plans = new ArrayList<>();
        for (List<UploadFile> release : releases(files)) {
            IndexPlan plan = UploadPlanner.plan(
                    request.index(),
                    proven(client, release),
                    release,
                    timing.clock().instant());
            plans.add(attestations.required(new MemberDifferences(client, console).explain(plan)));
        }
        return plans;
    }

    /** What the index shows of a project, with a digest for each of these files where there is a way to one. */
    private static ProjectPage proven(IndexClient client, List<UploadFile> release) {
        Map<String, Long> sizes = release.stream().collect(Collectors.toMap(UploadFile::name, UploadFile::size));
        ProjectPage page = client.project(release.get(0).project());
        return new ProjectPage(
                page.exists(),
                page.status(),
                page.files().stream()
                        .map(file ->
                                sizes.containsKey(file.name()) ? client.proven(file, sizes.get(file.name())) : file)
                        .toList());
    }

    /** The files of each version of each project. */
    static List<List<UploadFile>> releases(List<UploadFile> files) {
        Map<String, List<UploadFile>> releases = new TreeMap<>();
        for (UploadFile file : files) {
            releases.computeIfAbsent(
                            ProjectName.normalize(file.project()) + " " + file.version(), release -> new ArrayList<>())
                    .add(file);
        }
        return List.copyOf(releases.values());
    }

    static void stop(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
    }
}
