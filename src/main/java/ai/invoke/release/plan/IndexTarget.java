package ai.invoke.release.plan;

import java.net.URI;

/**
 * A package index that the release goes to.
 *
 * @param name the name users know it by, for instance {@code pypi}
 * @param uploadUrl the end point of the upload API
 * @param simpleUrl the root of the simple API, for looking before and after
 */
public record IndexTarget(String name, URI uploadUrl, URI simpleUrl) {

    /** The public index. */
    public static final IndexTarget PYPI = new IndexTarget(
            "pypi", URI.create("https://upload.pypi.org/legacy/"), URI.create("https://pypi.org/simple/"));

    /** The index for trying things out. */
    public static final IndexTarget TESTPYPI = new IndexTarget(
            "testpypi", URI.create("https://test.pypi.org/legacy/"), URI.create("https://test.pypi.org/simple/"));
}
