package ai.invoke.release.pypi.upload;

import ai.invoke.release.pypi.index.PackageIndex;
import java.util.Locale;

/** What to do about an index's refusal, read from its words (warehouse, {@code forklift/legacy.py}). */
final class Advice {

    static final String BUMP =
            "a file name can be used only once: raise the version, build, check, plan and approve again";

    private Advice() {}

    static boolean exists(String words) {
        String text = words.toLowerCase(Locale.ROOT);
        return text.contains("already exist")
                || text.contains("already been taken")
                || text.contains("previously used by a file")
                || text.contains("updating asset")
                || text.contains("cannot be updated");
    }

    static String invalid(String words) {
        String text = words.toLowerCase(Locale.ROOT);
        if (exists(words)) {
            return BUMP;
        }
        if (text.contains("older than 14 days")) {
            return "the release is closed: raise the version and release that";
        }
        if (text.contains("only one sdist")) {
            return "the release has another sdist already: raise the version and release that";
        }
        if (text.contains("file too large")) {
            return "make the file smaller, or ask PyPI for a higher limit: https://docs.pypi.org/project-management/storage-limits/";
        }
        if (text.contains("attestation")) {
            return "compare who signed with the publisher at the index, or publish without attestations:"
                    + " -Dinvokeai.attestations=none";
        }
        if (text.contains("non-user identities")) {
            return "the trusted publisher is registered for another project name: compare it with the metadata";
        }
        return "fix the file and build again; mvn invokeai-release:verify-dist shows what can be known beforehand";
    }

    static String forbidden(PackageIndex index, String words) {
        String text = words.toLowerCase(Locale.ROOT);
        if (text.contains("read-only") || text.contains("temporarily disabled")) {
            return "nothing is wrong here: wait and run the same command again, see https://status.python.org/";
        }
        if (text.contains("isn't allowed to upload") || text.contains("not valid for project")) {
            return "use a token whose scope includes the project, or let an owner add the user";
        }
        if (text.contains("two-factor") || text.contains("verified")) {
            return "log in to " + index.title() + " and complete the account";
        }
        return "create a new token for " + index.title()
                + " and set it again; tokens of PyPI and TestPyPI are not interchangeable";
    }
}
