package ai.invoke.release.plan;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a release became: the record that is kept. Each deploy goal adds its part.
 *
 * @param fingerprint the plan that was carried out
 * @param project the project's name
 * @param version its normalised version
 * @param tag the tag
 * @param commit the commit
 * @param approvals who approved it and when
 * @param indexes what each index confirmed
 * @param github what GitHub confirmed; empty until then
 * @param announcements names of the channels that were told
 * @param finishedAt when the last planned step was confirmed; empty until then
 */
public record Receipt(
        Fingerprint fingerprint,
        String project,
        String version,
        String tag,
        String commit,
        List<Signature> approvals,
        List<IndexReceipt> indexes,
        Optional<GitHubReceipt> github,
        List<String> announcements,
        Optional<Instant> finishedAt) {

    /** Takes unmodifiable copies. */
    public Receipt {
        approvals = List.copyOf(approvals);
        indexes = List.copyOf(indexes);
        announcements = List.copyOf(announcements);
    }

    /**
     * A receipt on which nothing stands yet.
     *
     * @param plan the plan that is carried out
     * @param approvals who approved it
     * @return the receipt
     */
    public static Receipt begin(PlanFile plan, List<Signature> approvals) {
        return new Receipt(
                plan.fingerprint(),
                plan.plan().project(),
                plan.plan().normalizedVersion(),
                plan.plan().tag().orElse(""),
                plan.plan().commit(),
                approvals,
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    /**
     * The receipt with what an index confirmed, in place of what it confirmed before.
     *
     * @param index the index's part
     * @return a copy
     */
    public Receipt with(IndexReceipt index) {
        List<IndexReceipt> all = new ArrayList<>(indexes);
        all.removeIf(other -> other.name().equals(index.name()));
        all.add(index);
        return new Receipt(
                fingerprint, project, version, tag, commit, approvals, all, github, announcements, finishedAt);
    }

    /**
     * The receipt with what GitHub confirmed.
     *
     * @param release GitHub's part
     * @return a copy
     */
    public Receipt with(GitHubReceipt release) {
        return new Receipt(
                fingerprint,
                project,
                version,
                tag,
                commit,
                approvals,
                indexes,
                Optional.of(release),
                announcements,
                finishedAt);
    }

    /**
     * The receipt with a channel that was told.
     *
     * @param channel its name
     * @return a copy
     */
    public Receipt announced(String channel) {
        List<String> all = new ArrayList<>(announcements);
        all.add(channel);
        return new Receipt(fingerprint, project, version, tag, commit, approvals, indexes, github, all, finishedAt);
    }

    /**
     * The receipt of a finished release.
     *
     * @param at when; kept to the second, as in the file
     * @return a copy
     */
    public Receipt finished(Instant at) {
        return new Receipt(
                fingerprint,
                project,
                version,
                tag,
                commit,
                approvals,
                indexes,
                github,
                announcements,
                Optional.of(at.truncatedTo(ChronoUnit.SECONDS)));
    }

    /**
     * An approval of the plan.
     *
     * @param approver the person
     * @param at when
     */
    public record Signature(String approver, Instant at) {}

    /**
     * What an index confirmed.
     *
     * @param name the index
     * @param files the files it holds
     */
    public record IndexReceipt(String name, List<IndexFile> files) {

        /** Takes an unmodifiable copy. */
        public IndexReceipt {
            files = List.copyOf(files);
        }
    }

    /**
     * A file on an index.
     *
     * @param name file name
     * @param sha256 the digest that was sent
     * @param confirmed whether the index itself named this digest afterwards
     * @param attestations the digests of the attestations that went with the file
     */
    public record IndexFile(String name, String sha256, boolean confirmed, List<String> attestations) {

        /** Takes an unmodifiable copy. */
        public IndexFile {
            attestations = List.copyOf(attestations);
        }
    }

    /**
     * What GitHub confirmed.
     *
     * @param id the release's id
     * @param url the public page
     * @param assets the files with the digests that GitHub named
     */
    public record GitHubReceipt(long id, String url, List<GitHubAsset> assets) {

        /** Takes an unmodifiable copy. */
        public GitHubReceipt {
            assets = List.copyOf(assets);
        }
    }

    /**
     * A file of the GitHub release.
     *
     * @param name its name there
     * @param size in bytes
     * @param sha256 the digest that GitHub named, or that was computed from a download
     */
    public record GitHubAsset(String name, long size, String sha256) {}
}
