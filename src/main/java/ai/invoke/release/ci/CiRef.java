package ai.invoke.release.ci;

/** What the CI service says it runs for. */
public sealed interface CiRef {

    /**
     * A tag: what a release is made from.
     *
     * @param name without {@code refs/tags/}
     */
    record Tag(String name) implements CiRef {}

    /**
     * Something else, from which no release can be made.
     *
     * @param described for instance {@code the branch main}
     * @param advice how to start the job from a tag
     */
    record NotATag(String described, String advice) implements CiRef {}

    /** Nothing: not a CI service, or one that does not say. */
    record Unknown() implements CiRef {}
}
