package ai.invoke.release.plan;

import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.Printable;
import java.net.URI;

/**
 * A package index that the release goes to.
 *
 * @param name the name users know it by, for instance {@code pypi}
 * @param uploadUrl the end point of the upload API
 * @param simpleUrl the root of the simple API, for looking before and after
 * @param required whether the release stays a draft at GitHub until this index has every file
 */
public record IndexTarget(String name, URI uploadUrl, URI simpleUrl, boolean required) {

    /** Refuses a login in an address: the plan is shown, attached to the release and kept. */
    public IndexTarget {
        if (uploadUrl.getRawUserInfo() != null || simpleUrl.getRawUserInfo() != null) {
            throw new ProjectException(
                    Problem.of("an address of the index " + Printable.of(name)
                                    + " holds a user name or password, which the plan would show to everybody")
                            .next(
                                    "put them into a <server> with the id of the index in settings.xml, and leave them out of the address"));
        }
    }

    /** The public index. */
    public static final IndexTarget PYPI = new IndexTarget(
            "pypi", URI.create("https://upload.pypi.org/legacy/"), URI.create("https://pypi.org/simple/"), true);

    /** The index for trying things out. */
    public static final IndexTarget TESTPYPI = new IndexTarget(
            "testpypi",
            URI.create("https://test.pypi.org/legacy/"),
            URI.create("https://test.pypi.org/simple/"),
            false);

    /**
     * An index that is required unless it is for trying things out.
     *
     * @param name the name users know it by
     * @param uploadUrl the end point of the upload API
     * @param simpleUrl the root of the simple API
     * @return the index
     */
    public static IndexTarget of(String name, URI uploadUrl, URI simpleUrl) {
        return new IndexTarget(name, uploadUrl, simpleUrl, requiredByDefault(name));
    }

    /**
     * Whether an index is required when nobody says so.
     *
     * @param name the name users know it by
     * @return false for {@code testpypi}
     */
    public static boolean requiredByDefault(String name) {
        return !name.equals(TESTPYPI.name);
    }

    /**
     * Refuses an upload address and a simple index of which only one was changed: looking at one index and uploading to
     * another would make every check before the upload worthless.
     *
     * @throws ProjectException when they do not belong together
     */
    public void requirePair() {
        IndexTarget usual = name.equals(TESTPYPI.name) ? TESTPYPI : PYPI;
        if (uploadUrl.equals(usual.uploadUrl) != simpleUrl.equals(usual.simpleUrl)) {
            throw new ProjectException(Problem.of("the upload address " + uploadUrl + " and the simple index "
                            + simpleUrl + " do not belong together")
                    .next("set both invokeai." + usual.name + ".uploadUrl and invokeai." + usual.name
                            + ".simpleUrl, or neither"));
        }
    }
}
