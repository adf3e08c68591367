package ai.invoke.release.pypi.upload;

import ai.invoke.release.pypi.index.PackageIndex;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What to do about an index's refusal, read from all its words in lower case (warehouse, {@code forklift/legacy.py}; for other
 * indexes what twine, poetry and pdm know of them).
 */
final class Advice {

    static final String BUMP =
            "a file name can be used only once: raise the version (mvn invokeai-release:bump-version), then build, check, plan and"
                    + " approve again";

    private static final List<String> EXISTS = List.of(
            "already exist",
            "already been taken",
            "already been uploaded",
            "already contains file",
            "previously used by a file",
            "updating asset",
            "cannot be updated",
            "overwrite artifact",
            "delete/overwrite");

    private static final Pattern ABOUT_THE_FILE =
            Pattern.compile("\\b(metadata|distribution|wheel|sdist|archive|zip|tar|"
                    + "file ?name|filename|classifier|description|license|version|summary|keyword|author|maintainer|email|url|"
                    + "requires|require|dependency|digest|hash|sha256|md5|blake2|record|pkg-info|entry.?points?|name)");

    private static final Pattern NOT_ABOUT_THE_FILE =
            Pattern.compile("memory limit|':action'|\\baction\\b|multipart|form data|csrf|header|quota|maintenance");

    private Advice() {}

    static boolean exists(String words) {
        return EXISTS.stream().anyMatch(words::contains);
    }

    static boolean tooLarge(String words) {
        return words.contains("too large") || words.contains("size limit") || words.contains("exceeds the maximum");
    }

    static boolean notNow(String words) {
        return words.contains("read-only") || words.contains("temporarily disabled");
    }

    static String tooLarge(PackageIndex index, long size) {
        String least = "make the file smaller, or ";
        return index.isPublic()
                ? least + "ask for a higher limit: https://docs.pypi.org/project-management/storage-limits/"
                : least + "let who runs " + index.title() + " raise its limit, and that of the proxy before it, above "
                        + ((size >> 20) + 1) + " MiB";
    }

    static String invalid(PackageIndex index, String words) {
        if (words.contains("attestation")) {
            return "compare who signed with the publisher at the index, or publish without attestations:"
                    + " -Dinvokeai.attestations=none";
        }
        if (words.contains("older than 14 days")) {
            return "the release is closed: raise the version and release that";
        }
        if (words.contains("only one sdist")) {
            return "the release has another sdist already: raise the version and release that";
        }
        if (words.contains("non-user identities")) {
            return "the trusted publisher is registered for another project name: compare it with the metadata";
        }
        if (words.contains("conflicts with an existing project")) {
            return "run the same command again: somebody made the project at the same moment";
        }
        if (ABOUT_THE_FILE.matcher(words).find()
                && !NOT_ABOUT_THE_FILE.matcher(words).find()) {
            return "fix the file and build again; mvn invokeai-release:verify-dist shows what can be known beforehand";
        }
        return other(index);
    }

    static String other(PackageIndex index) {
        return index.isPublic()
                ? "https://pypi.org/help/ explains many of its words"
                : "ask who runs " + index.title() + " (" + index.upload() + ") what this means";
    }

    static String notNow(PackageIndex index) {
        return index.isPublic()
                ? "nothing is wrong here: wait and run the same command again, see https://status.python.org/"
                : "nothing is wrong here: wait and run the same command again";
    }

    static String forbidden(PackageIndex index, String words) {
        if (words.contains("isn't allowed to upload") || words.contains("not valid for project")) {
            return "use a token whose scope includes the project, or let an owner add the user";
        }
        if (words.contains("request rejected") || words.contains("support id")) {
            return "a firewall before " + index.title() + " said this: show it the words above";
        }
        if (!index.isPublic()) {
            return "check user and password of the <server> with the id " + index.name()
                    + " in settings.xml, and what that user may do";
        }
        if (words.contains("two-factor") || words.contains("verified")) {
            return "log in to " + index.title() + " and complete the account";
        }
        return "create a new token for " + index.title()
                + " and set it again; tokens of PyPI and TestPyPI are not interchangeable";
    }
}
