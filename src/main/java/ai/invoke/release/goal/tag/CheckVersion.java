package ai.invoke.release.goal.tag;

import ai.invoke.release.ci.CiEnvironment;
import ai.invoke.release.ci.CiRef;
import ai.invoke.release.console.Console;
import ai.invoke.release.git.Commit;
import ai.invoke.release.git.HeadRefs;
import ai.invoke.release.git.Repo;
import ai.invoke.release.git.Tag;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.Printable;
import ai.invoke.release.version.Misspelling;
import ai.invoke.release.version.PyVersion;
import ai.invoke.release.version.TagName;
import ai.invoke.release.version.TagVerdict;
import ai.invoke.release.version.source.DeclaredVersion;
import ai.invoke.release.version.source.VersionSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Proves that the tag and the version in the project are the same release: {@code check-version}. Every goal that needs
 * version, tag or commit asks here, so that all of them work on the same answer.
 */
public final class CheckVersion {

    /** Where the tag's name came from. */
    public enum RefSource {
        /** {@code -Dinvokeai.ref}. */
        PROPERTY("-Dinvokeai.ref"),
        /** What the CI service says the job was started for. */
        CI("the CI"),
        /** The tag at the commit that is checked out. */
        HEAD("HEAD"),
        /** There is no tag. */
        NONE("nowhere");

        private final String label;

        RefSource(String label) {
            this.label = label;
        }

        /**
         * The source for people.
         *
         * @return the end of "the tag comes from …"
         */
        public String label() {
            return label;
        }
    }

    /**
     * What to check.
     *
     * @param projectDirectory the folder with {@code pyproject.toml}
     * @param ref a tag's name or full ref name; without it CI and git are asked
     * @param tagPrefix what stands before the version in a tag
     * @param versionFile the file that holds the version; without it {@code pyproject.toml} is asked
     * @param versionPattern a regular expression to find the version with, instead of reading Python
     * @param environment the environment variables
     * @param withCommit whether the result must describe the commit at HEAD, which takes a look into git's objects
     */
    public record Request(
            Path projectDirectory,
            Optional<String> ref,
            String tagPrefix,
            Optional<Path> versionFile,
            Optional<String> versionPattern,
            Map<String, String> environment,
            boolean withCommit) {

        /** Takes unmodifiable copies of the variables. */
        public Request {
            environment = Map.copyOf(environment);
        }

        /**
         * The same question about another folder.
         *
         * @param folder for instance a clone of this project
         * @return the request
         */
        public Request of(Path folder) {
            return new Request(folder, ref, tagPrefix, versionFile, versionPattern, environment, withCommit);
        }

        /** Without the variables, some of which are secrets. */
        @Override
        public String toString() {
            return "check-version of " + projectDirectory;
        }
    }

    /**
     * What is known about the release. When there is no tag, everything but the tag is known, and nothing may be
     * published.
     *
     * @param rawVersion the version as the project's file spells it
     * @param version the same, understood
     * @param versionFile the file and line it stands in
     * @param projectName the name in {@code pyproject.toml}, as it is spelt there
     * @param tag the tag, whose {@link TagName#name()} is as the user spelt it
     * @param source where the tag came from
     * @param commitId the commit's full id: HEAD's, or in CI without a repository the one that the service names
     * @param head the commit at HEAD, when it was asked for and there is a repository
     * @param declared how the project says it: in a file, or computed by the backend
     */
    public record Result(
            String rawVersion,
            PyVersion version,
            Location versionFile,
            Optional<String> projectName,
            Optional<TagName> tag,
            RefSource source,
            Optional<String> commitId,
            Optional<Commit> head,
            DeclaredVersion declared) {

        /**
         * The version as people see it: as the tag spells it, else as the file does.
         *
         * @return for instance {@code 5.0.0.a1}; not for names of Python distributions, which have the normal form
         */
        public String displayVersion() {
            return tag.map(TagName::versionText).orElse(rawVersion);
        }

        /**
         * The values that later steps of a CI job and of the Maven build use.
         *
         * @return {@code VERSION}, {@code VERSION_NORMALIZED}, {@code VERSION_MAJOR_MINOR}, {@code IS_PRERELEASE}
         */
        public Map<String, String> outputs() {
            Map<String, String> values = new LinkedHashMap<>();
            values.put("VERSION", displayVersion());
            values.put("VERSION_NORMALIZED", version.normalized());
            values.put("VERSION_MAJOR_MINOR", version.majorMinor());
            values.put("IS_PRERELEASE", String.valueOf(version.isPrerelease()));
            return values;
        }
    }

    /** A word that ends with something else than a digit, and what may be a version behind it. */
    private static final Pattern PREFIXED = Pattern.compile("(.*?[^0-9.])([0-9][0-9A-Za-z.+!_-]*+)", Pattern.DOTALL);

    private record Chosen(Optional<TagName> tag, RefSource source) {}

    private final Console console;

    /**
     * Creates the goal.
     *
     * @param console where to tell the user
     */
    public CheckVersion(Console console) {
        this.console = console;
    }

    /**
     * Checks. Says nothing of a match on the console, but warns of what deserves a look.
     *
     * @param request what to check
     * @return what is known about the release
     * @throws ProjectException when tag and version differ, one of them is no PEP 440 version, or the version cannot be
     *     published
     */
    public Result run(Request request) {
        CiEnvironment ci = CiEnvironment.detect(request.environment());
        VersionSource source = new VersionSource(request.projectDirectory());
        DeclaredVersion declared = source.find(request.versionFile(), request.versionPattern());
        Optional<HeadRefs> refs = Optional.empty();
        Chosen chosen = given(request, ci);
        if (chosen.source() == RefSource.NONE) {
            refs = HeadRefs.read(request.projectDirectory());
            chosen = declared instanceof DeclaredVersion.Literal literal
                    ? atHead(request, refs, literal)
                    : onlyTag(request, refs, declared);
        }
        DeclaredVersion.Literal found =
                declared instanceof DeclaredVersion.Literal literal ? literal : ofTag(chosen, declared);
        PyVersion version = agreed(chosen, found);
        Optional<Commit> head = request.withCommit() ? head(request.projectDirectory()) : Optional.empty();
        Optional<String> commit = head.map(Commit::id)
                .or(refs.isPresent() ? refs.get()::commitId : Optional::empty)
                .or(ci::commit);
        return new Result(
                found.text(),
                version,
                found.where(),
                source.projectName(),
                chosen.tag(),
                chosen.source(),
                commit,
                head,
                declared);
    }

    /**
     * Tells the CI service and the user.
     *
     * @param request what was checked
     * @param result what is known
     */
    public void report(Request request, Result result) {
        CiEnvironment ci = CiEnvironment.detect(request.environment());
        ci.outputs(result.outputs());
        ci.summary(summary(result));
        lines(result).forEach(console::info);
    }

    private static List<String> lines(Result result) {
        List<String> lines = new ArrayList<>();
        lines.add("version  " + Printable.of(result.displayVersion()) + kind(result.version()));
        if (!result.version().normalized().equals(result.displayVersion())) {
            lines.add("normal   " + result.version().normalized() + " (in file names)");
        }
        lines.add("file     " + result.versionFile());
        lines.add("tag      "
                + result.tag()
                        .map(tag -> Printable.of(tag.name()) + " (from "
                                + result.source().label() + ")")
                        .orElse("none"));
        result.commitId().ifPresent(id -> lines.add("commit   " + id));
        return lines;
    }

    private static String kind(PyVersion version) {
        return version.isPrerelease() ? ", a pre-release" : "";
    }

    private static String summary(Result result) {
        StringBuilder text = new StringBuilder("### Version ")
                .append(code(result.version().normalized()))
                .append("\n\n| | |\n| --- | --- |\n");
        row(text, "Version", code(result.displayVersion()));
        row(text, "Pre-release", result.version().isPrerelease() ? "yes" : "no");
        row(text, "File", code(result.versionFile().toString()));
        row(text, "Tag", result.tag().map(tag -> code(tag.name())).orElse("none"));
        result.commitId().ifPresent(id -> row(text, "Commit", code(id)));
        return text.toString();
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append("| ").append(name).append(" | ").append(value).append(" |\n");
    }

    private static String code(String text) {
        return "`" + Printable.of(text).replace('`', '\'').replace("|", "\\|") + "`";
    }

    /** The tag that the user or the CI service names. */
    private static Chosen given(Request request, CiEnvironment ci) {
        if (request.ref().isPresent()) {
            String ref = request.ref().get();
            if (ref.startsWith("refs/") && !ref.startsWith("refs/tags/")) {
                throw new ProjectException(Problem.of(Printable.of(ref) + " is not a tag; a release is made from a tag")
                        .next("give the tag: -Dinvokeai.ref=" + request.tagPrefix() + "1.2.3"));
            }
            return new Chosen(Optional.of(TagName.of(ref, request.tagPrefix())), RefSource.PROPERTY);
        }
        CiRef ref = ci.ref();
        if (ref instanceof CiRef.Tag tag) {
            return new Chosen(Optional.of(TagName.of(tag.name(), request.tagPrefix())), RefSource.CI);
        }
        if (ref instanceof CiRef.NotATag other) {
            throw new ProjectException(Problem.of(ci.name() + " runs for " + Printable.of(other.described())
                            + ", not for a tag; a release is made from a tag")
                    .next(other.advice()));
        }
        return new Chosen(Optional.empty(), RefSource.NONE);
    }

    private Chosen atHead(Request request, Optional<HeadRefs> refs, DeclaredVersion.Literal found) {
        List<TagVerdict> verdicts = refs.map(HeadRefs::tags).orElse(List.of()).stream()
                .map(Tag::name)
                .map(name -> new TagVerdict(TagName.of(name, request.tagPrefix()), found.text()))
                .sorted(Comparator.comparing(TagVerdict::outcome)
                        .thenComparing(verdict -> verdict.tag().name()))
                .toList();
        if (verdicts.isEmpty()) {
            console.warn(Problem.of("there is no tag at HEAD" + (refs.isEmpty() ? ", nor a git repository" : "")
                            + ": this can be built, but not published")
                    .next("to release it: mvn invokeai-release:tag-release"));
            return new Chosen(Optional.empty(), RefSource.NONE);
        }
        TagVerdict best = verdicts.get(0);
        if (best.matches()) {
            return new Chosen(Optional.of(best.tag()), RefSource.HEAD);
        }
        Optional<String> prefix = verdicts.stream()
                .map(TagVerdict::tag)
                .filter(tag -> tag.name().endsWith(found.text()))
                .map(CheckVersion::prefixOf)
                .flatMap(Optional::stream)
                .findFirst();
        if (prefix.isPresent()) {
            throw new ProjectException(Problem.of("no tag at HEAD has the prefix " + request.tagPrefix()
                            + " and the version " + Printable.of(found.text()) + ", but one ends with it: "
                            + prefix.get()
                            + Printable.of(found.text()))
                    .at(found.where())
                    .next("-Dinvokeai.tagPrefix=" + prefix.get() + ", or the same in <properties>"));
        }
        if (verdicts.size() == 1) {
            return new Chosen(Optional.of(best.tag()), RefSource.HEAD);
        }
        String names = verdicts.stream()
                .map(verdict -> Printable.of(verdict.tag().name()))
                .sorted()
                .collect(Collectors.joining(", "));
        List<Problem> problems = new ArrayList<>();
        problems.add(Problem.of("none of the " + verdicts.size() + " tags at HEAD is version "
                        + Printable.of(found.text()) + ": " + names)
                .at(found.where())
                .next("commit the right version and tag that commit, or name the tag: -Dinvokeai.ref=<tag>"));
        verdicts.forEach(verdict -> verdict.tag().problem().ifPresent(problems::add));
        throw new ProjectException(problems);
    }

    /** The tag at HEAD, which alone says the version of a project whose backend computes it. */
    private static Chosen onlyTag(Request request, Optional<HeadRefs> refs, DeclaredVersion declared) {
        List<TagName> tags = refs.map(HeadRefs::tags).orElse(List.of()).stream()
                .map(tag -> TagName.of(tag.name(), request.tagPrefix()))
                .sorted(Comparator.comparing(TagName::name))
                .toList();
        List<TagName> versions =
                tags.stream().filter(tag -> tag.version().isPresent()).toList();
        if (versions.size() == 1) {
            return new Chosen(Optional.of(versions.get(0)), RefSource.HEAD);
        }
        String names = (versions.isEmpty() ? tags : versions)
                .stream().map(tag -> Printable.of(tag.name())).collect(Collectors.joining(", "));
        if (!versions.isEmpty()) {
            throw new ProjectException(Problem.of(versions.size() + " tags at HEAD are versions: " + names)
                    .at(declared.where())
                    .next("name the one that is released: -Dinvokeai.ref=<tag>"));
        }
        Problem problem = Problem.of(computedBy(declared) + ", and no tag at HEAD is a version"
                        + (tags.isEmpty() ? "" : ": " + names))
                .at(declared.where());
        throw new ProjectException(problem.next(tags.stream()
                .map(CheckVersion::prefixOf)
                .flatMap(Optional::stream)
                .findFirst()
                .map(prefix -> "-Dinvokeai.tagPrefix=" + prefix + " when that is this project's tag")
                .orElse("mvn invokeai-release:tag-release -Dinvokeai.ref=" + request.tagPrefix() + "1.2.3")));
    }

    /** What stands before the version in a tag such as {@code app@1.2.3} or {@code release-1.2.3}. */
    private static Optional<String> prefixOf(TagName tag) {
        Matcher matcher = PREFIXED.matcher(tag.name());
        return matcher.matches() && PyVersion.tryParse(matcher.group(2)).isPresent()
                ? Optional.of(Printable.of(matcher.group(1)))
                : Optional.empty();
    }

    private static String computedBy(DeclaredVersion declared) {
        return declared instanceof DeclaredVersion.FromTag tag
                ? "the version comes from the git tag (" + tag.tool() + ")"
                : "the version is computed by " + ((DeclaredVersion.Computed) declared).tool();
    }

    /** The tag's version, until the built metadata prove it. */
    private DeclaredVersion.Literal ofTag(Chosen chosen, DeclaredVersion declared) {
        console.info(computedBy(declared) + "; build-dist compares the built metadata with the tag");
        if (declared instanceof DeclaredVersion.FromTag tag) {
            chosen.tag()
                    .flatMap(TagName::version)
                    .flatMap(tag::respelt)
                    .ifPresent(made -> console.info(tag.tool() + " makes " + made + " of the tag "
                            + chosen.tag().map(TagName::name).orElse("")));
        }
        return new DeclaredVersion.Literal(
                chosen.tag().map(TagName::versionText).orElse(""), declared.where());
    }

    private PyVersion agreed(Chosen chosen, DeclaredVersion.Literal found) {
        List<Problem> problems = new ArrayList<>();
        Optional<PyVersion> version = PyVersion.tryParse(found.text());
        Misspelling.of(found.text()).ifPresent(misspelling -> problems.add(misspelt(misspelling, found)));
        chosen.tag().flatMap(TagName::problem).ifPresent(problems::add);
        if (problems.isEmpty() && version.isPresent()) {
            chosen.tag().ifPresent(tag -> compare(tag, chosen.source(), found, version.get(), problems));
            version.get().local().ifPresent(local -> problems.add(unpublishable(version.get(), local, found)));
        }
        if (!problems.isEmpty() || version.isEmpty()) {
            throw new ProjectException(problems);
        }
        return version.get();
    }

    private static Problem misspelt(Misspelling misspelling, DeclaredVersion.Literal found) {
        String advice = misspelling.suggestions().isEmpty()
                ? "write a version such as 1.2.3 or 1.2.3rc1"
                : misspelling.suggestions().stream()
                        .map(Misspelling.Suggestion::toString)
                        .collect(Collectors.joining(", or ", "write ", ""));
        return Problem.of("the version " + Printable.of(found.text()) + " is not a valid PEP 440 version: "
                        + misspelling.reason())
                .at(found.where())
                .next(advice);
    }

    private void compare(
            TagName tag, RefSource source, DeclaredVersion.Literal found, PyVersion version, List<Problem> problems) {
        switch (new TagVerdict(tag, found.text()).outcome()) {
            case MATCH -> console.detail("tag and version are the same, as PEP 440 and as text");
            case SPELT_DIFFERENTLY ->
                console.info("tag " + tag.name() + " and version " + Printable.of(found.text())
                        + " are the same release, spelled differently: files will be named " + version.normalized());
            default ->
                problems.add(Problem.of("the tag " + tag.name() + " (from " + source.label() + ") is version "
                                + tag.version().map(PyVersion::normalized).orElse("?") + ", but the file says "
                                + version.normalized())
                        .at(found.where())
                        .next("commit the version " + tag.versionText() + " and tag that commit, or release "
                                + version.normalized() + ": mvn invokeai-release:tag-release"));
        }
    }

    private static Problem unpublishable(PyVersion version, String local, DeclaredVersion.Literal found) {
        return Problem.of("the version " + version.normalized() + " has the local part +" + local
                        + ", which PyPI and every other public index refuse")
                .at(found.where())
                .next("drop it: " + version.publicVersion().normalized()
                        + "; for a pre-release write for instance "
                        + version.baseVersion().normalized() + "a1");
    }

    private static Optional<Commit> head(Path folder) {
        Optional<Repo> found = Repo.find(folder);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (Repo repo = found.get()) {
            return Optional.of(repo.head());
        }
    }
}
