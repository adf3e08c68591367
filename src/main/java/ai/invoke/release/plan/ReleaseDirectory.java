package ai.invoke.release.plan;

import java.nio.file.Path;

/**
 * The folder in which the goals leave what they made for each other, by default {@code target/release}.
 *
 * @param root the folder itself
 */
public record ReleaseDirectory(Path root) {

    /**
     * The wheels and the sdist, under the names that the backend gave them.
     *
     * @return {@code dist/}
     */
    public Path dist() {
        return root.resolve("dist");
    }

    /**
     * What {@code verify-dist} found.
     *
     * @return {@code findings.json}
     */
    public Path findings() {
        return root.resolve("findings.json");
    }

    /**
     * What {@code collect} fetched.
     *
     * @return {@code inputs/}
     */
    public Path inputs() {
        return root.resolve("inputs");
    }

    /**
     * The contract between both halves of a release.
     *
     * @return {@code release-plan.json}
     */
    public Path plan() {
        return root.resolve("release-plan.json");
    }

    /**
     * One file for each decision of a human.
     *
     * @return {@code approvals/}
     */
    public Path approvals() {
        return root.resolve("approvals");
    }

    /**
     * A copy of the file with the allowed signers, to show by it who has signed; the gate reads the file from git.
     *
     * @return {@code allowed_signers}
     */
    public Path signers() {
        return root.resolve("allowed_signers");
    }

    /**
     * A copy of the file with the revoked keys, beside that of the allowed signers.
     *
     * @return {@code revoked_signers}
     */
    public Path revokedSigners() {
        return root.resolve("revoked_signers");
    }

    /**
     * What the deploy half has done so far, one JSON object a line.
     *
     * @return {@code journal.jsonl}
     */
    public Path journal() {
        return root.resolve("journal.jsonl");
    }

    /**
     * The attestations that were made for the files, after the approval; no part of the plan.
     *
     * @return a folder
     */
    public Path attestations() {
        return root.resolve("attestations");
    }

    /**
     * The record of a finished release.
     *
     * @return {@code receipt.json}
     */
    public Path receipt() {
        return root.resolve("receipt.json");
    }

    /**
     * The release notes as they will be published.
     *
     * @return {@code release-notes.md}
     */
    public Path notes() {
        return root.resolve("release-notes.md");
    }

    /**
     * The file that marks a rehearsal's folder; nothing is published from such a folder.
     *
     * @return {@code .rehearsal}
     */
    public Path rehearsalMark() {
        return root.resolve(".rehearsal");
    }

    /**
     * Logs of builds and checks.
     *
     * @return {@code logs/}
     */
    public Path logs() {
        return root.resolve("logs");
    }
}
