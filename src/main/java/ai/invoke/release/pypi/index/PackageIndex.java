package ai.invoke.release.pypi.index;

import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.text.LetterCase;
import java.net.URI;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A package index: where files are taken and where they can be seen.
 *
 * @param name a short name for people and for {@code <server>} ids, for instance {@code pypi}
 * @param upload takes files (the "legacy" upload API)
 * @param simple lists a project's files (PEP 503 and PEP 691); ends with a slash
 * @param json tells about one release at {@code <project>/<version>/json}; ends with a slash; not every index has it
 * @param tokenLocation what this index writes into its tokens in clear; empty when it mints none
 * @param pypi whether this is PyPI or TestPyPI, or stands in for one of them in a rehearsal
 * @param support where to look and whom to ask when the index is in trouble
 */
public record PackageIndex(
        String name,
        URI upload,
        URI simple,
        Optional<URI> json,
        Optional<String> tokenLocation,
        boolean pypi,
        Support support) {

    /**
     * Where to look and whom to ask when an index is in trouble.
     *
     * @param incidents the address that lists incidents that are not over, in the form of Statuspage's API
     * @param owners people, as the user has named them
     */
    public record Support(Optional<URI> incidents, Optional<String> owners) {

        static final Support NONE = new Support(Optional.empty(), Optional.empty());

        /** Both public indexes. */
        static final Support PYTHON = new Support(
                Optional.of(URI.create("https://status.python.org/api/v2/incidents/unresolved.json")),
                Optional.empty());
    }

    /** The Python Package Index. */
    public static final PackageIndex PYPI = new PackageIndex(
            "pypi",
            URI.create("https://upload.pypi.org/legacy/"),
            URI.create("https://pypi.org/simple/"),
            Optional.of(URI.create("https://pypi.org/pypi/")),
            Optional.of("pypi.org"),
            true,
            Support.PYTHON);

    /** The Test Python Package Index: own accounts, own tokens, and no promise that files stay. */
    public static final PackageIndex TESTPYPI = new PackageIndex(
            "testpypi",
            URI.create("https://test.pypi.org/legacy/"),
            URI.create("https://test.pypi.org/simple/"),
            Optional.of(URI.create("https://test.pypi.org/pypi/")),
            Optional.of("test.pypi.org"),
            true,
            Support.PYTHON);

    /** Makes sure that the pages lie below the addresses. */
    public PackageIndex {
        simple = withSlash(simple);
        json = json.map(PackageIndex::withSlash);
    }

    /**
     * Another index with the same API: a company's, or a sandbox.
     *
     * @param name a short name for people and for {@code <server>} ids
     * @param upload takes files
     * @param simple lists files
     * @return the index
     */
    public static PackageIndex custom(String name, URI upload, URI simple) {
        return new PackageIndex(name, upload, simple, Optional.empty(), Optional.empty(), false, Support.NONE);
    }

    /**
     * What stands in for this index at other addresses, with tokens of any form.
     *
     * @param otherUpload takes files
     * @param otherSimple lists files
     * @return an index that behaves and is called as this one
     */
    public PackageIndex at(URI otherUpload, URI otherSimple) {
        return new PackageIndex(name, otherUpload, otherSimple, Optional.empty(), Optional.empty(), pypi, Support.NONE);
    }

    /**
     * The same index with a JSON API.
     *
     * @param address tells about one release at {@code <project>/<version>/json}
     * @return a copy
     */
    public PackageIndex withJson(URI address) {
        return new PackageIndex(name, upload, simple, Optional.of(address), tokenLocation, pypi, support);
    }

    /**
     * The same index with tokens of its own.
     *
     * @param location what it writes into its tokens
     * @return a copy
     */
    public PackageIndex withTokenLocation(String location) {
        return new PackageIndex(name, upload, simple, json, Optional.of(location), pypi, support);
    }

    /**
     * The same index with other help.
     *
     * @param other where to look and whom to ask when the index is in trouble
     * @return a copy
     */
    public PackageIndex withSupport(Support other) {
        return new PackageIndex(name, upload, simple, json, tokenLocation, pypi, other);
    }

    /**
     * Whether this is the test index, whose environment variables have names of their own.
     *
     * @return true for TestPyPI and for whatever stands in for it under its name
     */
    public boolean isTest() {
        return name.equalsIgnoreCase(TESTPYPI.name);
    }

    /**
     * Whether this is PyPI or TestPyPI, or stands in for one of them: everybody may look there, tokens are all they take,
     * equal files may be sent twice, and what was taken shows after a while.
     *
     * @return true when nobody needs to log in to look
     */
    public boolean isPublic() {
        return pypi
                || tokenLocation.isPresent()
                || Stream.of("pypi.org", "test.pypi.org", "upload.pypi.org")
                        .anyMatch(host -> host.equalsIgnoreCase(simple.getHost()));
    }

    /**
     * Where people manage the publishers of a project.
     *
     * @param project a project's name in any form
     * @return a page of the site that mints tokens
     */
    public URI publishers(String project) {
        URI site = tokenLocation
                .map(location -> URI.create("https://" + location + "/"))
                .orElseGet(() -> upload.resolve("/"));
        return site.resolve("manage/project/" + ProjectName.normalize(project) + "/settings/publishing/");
    }

    /**
     * Where the owners of a project yank a release.
     *
     * @param project a project's name in any form
     * @param version the normalised version
     * @return a page of the site
     */
    public URI management(String project, String version) {
        return publishers(project).resolve("../../release/" + version + "/");
    }

    /**
     * Where an index tells who attested a file (PEP 740): the Integrity API, which only PyPI and TestPyPI have.
     *
     * @param project a project's name in any form
     * @param version the normalised version
     * @param file the file's name
     * @return the address
     */
    public URI provenance(String project, String version, String file) {
        return simple.resolve(
                "/integrity/" + ProjectName.normalize(project) + "/" + version + "/" + file + "/provenance");
    }

    /**
     * The name as people write it.
     *
     * @return for instance {@code TestPyPI}; of a company's index that goes by the name of a public one, with its host
     */
    public String title() {
        return switch (LetterCase.lower(name)) {
            case "pypi" -> isPublic() ? "PyPI" : name + " at " + upload.getAuthority();
            case "testpypi" -> isPublic() ? "TestPyPI" : name + " at " + upload.getAuthority();
            default -> name;
        };
    }

    /**
     * The page with a project's files.
     *
     * @param project a project's name in any form
     * @return the address with the normalised name, which the index does not redirect
     */
    public URI projectFiles(String project) {
        return simple.resolve(ProjectName.normalize(project) + "/");
    }

    /**
     * What the index knows of a release.
     *
     * @param project a project's name in any form
     * @param version the normalised version
     * @return the address, where the index has a JSON API
     */
    public Optional<URI> release(String project, String version) {
        return json.map(base -> base.resolve(ProjectName.normalize(project) + "/" + version + "/json"));
    }

    /**
     * Where a person looks at a release.
     *
     * @param project a project's name in any form
     * @param version the normalised version
     * @return the page, where the index has one
     */
    public Optional<URI> page(String project, String version) {
        return json.map(base -> base.resolve("../project/" + ProjectName.normalize(project) + "/" + version + "/"));
    }

    private static URI withSlash(URI uri) {
        return uri.toString().endsWith("/") ? uri : URI.create(uri + "/");
    }
}
