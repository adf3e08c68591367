package ai.invoke.release.github.release;

import ai.invoke.release.github.api.Release;
import java.util.List;

/** What GitHub has for the tag of a release. */
public sealed interface ReleaseState {

    /** Neither a release nor a draft. */
    record Absent() implements ReleaseState {}

    /**
     * One draft that an earlier run made.
     *
     * @param release the draft
     * @param samePlan whether it was made for this very plan; else for an older one of the same tag
     */
    record OwnDraft(Release release, boolean samePlan) implements ReleaseState {}

    /**
     * More drafts than one that earlier runs made; nobody but a human can say which one is right.
     *
     * @param ids their numbers
     */
    record SeveralDrafts(List<Long> ids) implements ReleaseState {
        /** Takes an unmodifiable copy. */
        public SeveralDrafts {
            ids = List.copyOf(ids);
        }
    }

    /**
     * Drafts that somebody else made for the tag.
     *
     * @param ids their numbers
     */
    record ForeignDrafts(List<Long> ids) implements ReleaseState {
        /** Takes an unmodifiable copy. */
        public ForeignDrafts {
            ids = List.copyOf(ids);
        }
    }

    /**
     * A public release with exactly the planned files.
     *
     * @param release the release
     */
    record PublicSame(Release release) implements ReleaseState {}

    /**
     * A public release with other files.
     *
     * @param release the release
     * @param differences what differs, one line each
     */
    record PublicDifferent(Release release, List<String> differences) implements ReleaseState {
        /** Takes an unmodifiable copy. */
        public PublicDifferent {
            differences = List.copyOf(differences);
        }
    }
}
