package ai.invoke.release.github.release;

import ai.invoke.release.github.api.Release;
import java.util.List;

/** What GitHub has for the tag of a release. */
public sealed interface ReleaseState {

    /** Neither a release nor a draft. */
    record Absent() implements ReleaseState {}

    /**
     * Drafts that earlier runs made, on whatever machine. GitHub takes many for one tag; only one is kept.
     *
     * @param samePlan those for this very plan
     * @param older those for other plans of the same tag: the tag was moved, or the plan rejected
     */
    record OwnDrafts(List<Release> samePlan, List<Release> older) implements ReleaseState {
        /** Takes unmodifiable copies. */
        public OwnDrafts {
            samePlan = List.copyOf(samePlan);
            older = List.copyOf(older);
        }

        /**
         * Whether there is one draft, and it is this plan's.
         *
         * @return false for none or several, and when one of an older plan is left
         */
        public boolean onlyOne() {
            return samePlan.size() == 1 && older.isEmpty();
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
     * @param edits what differs although it can still be edited, one line each
     * @param left drafts of this plugin that were left beside it
     */
    record PublicSame(Release release, List<String> edits, List<Release> left) implements ReleaseState {
        /** Takes unmodifiable copies. */
        public PublicSame {
            edits = List.copyOf(edits);
            left = List.copyOf(left);
        }
    }

    /**
     * A public release that differs in what cannot be edited.
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
