package ai.invoke.release.dist.tar;

import ai.invoke.release.file.FileNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What becomes of the members of a tar archive when it is unpacked: each is one file or folder of its own, at the place that
 * its name says. Where that is not so it depends on the reader what is there in the end: some resolve names, some follow
 * links that the archive itself has made, some stop. Paths are sorted and compared with their neighbours, which takes memory
 * for the names only.
 */
public final class UnpackedTree {

    private UnpackedTree() {}

    /**
     * A member that readers unpack differently.
     *
     * @param member the member
     * @param why a clause that follows its name, for instance {@code occurs twice}
     */
    public record Trouble(TarMember member, String why) {}

    /**
     * Looks at the members of an archive.
     *
     * @param members in the order of the archive
     * @return every member that is in trouble, in the order in which it was found
     */
    public static List<Trouble> in(List<TarMember> members) {
        List<Trouble> found = new ArrayList<>();
        Map<String, TarMember.Kind> before = new HashMap<>();
        for (TarMember member : members) {
            odd(member.path()).ifPresent(why -> found.add(new Trouble(member, why)));
            TarMember.Kind other = before.get(member.path());
            if (other != null && !(other == TarMember.Kind.DIRECTORY && member.kind() == TarMember.Kind.DIRECTORY)) {
                found.add(new Trouble(member, "occurs twice"));
            }
            link(member, before).ifPresent(why -> found.add(new Trouble(member, why)));
            before.put(member.path(), member.kind());
        }
        List<TarMember> sorted = new ArrayList<>(members);
        sorted.sort(Comparator.comparing(TarMember::path, FileNames.BY_SEGMENT));
        TarMember file = null;
        for (TarMember member : sorted) {
            if (file != null && member.path().startsWith(file.path() + "/")) {
                found.add(new Trouble(member, "needs a folder where " + file.path() + " is none"));
            } else if (member.kind() != TarMember.Kind.DIRECTORY) {
                file = member;
            }
        }
        return List.copyOf(found);
    }

    /** A leading {@code ./} is what {@code tar czf x.tar.gz ./folder} writes before every name; all readers take it alike. */
    private static Optional<String> odd(String path) {
        if (path.equals(".")) {
            return Optional.empty();
        }
        int start = path.startsWith("./") ? 2 : 0;
        while (start <= path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            int length = end - start;
            boolean dots = length <= 2 && path.startsWith("..".substring(0, length), start);
            if (dots) {
                return Optional.of("has an empty segment, '.' or '..' in its name");
            }
            start = end + 1;
        }
        return Optional.empty();
    }

    private static Optional<String> link(TarMember member, Map<String, TarMember.Kind> before) {
        return switch (member.kind()) {
            case SYMLINK -> {
                if (member.link().isEmpty()) {
                    yield Optional.of("is a link to nothing");
                }
                yield goesUpBehindAName(member.link())
                        ? Optional.of("points to " + member.link() + ", where '..' follows a name that may be a link")
                        : Optional.empty();
            }
            case HARDLINK -> {
                TarMember.Kind target = before.get(member.link());
                yield target == TarMember.Kind.FILE || target == TarMember.Kind.HARDLINK
                        ? Optional.empty()
                        : Optional.of(
                                "is a hard link to " + member.link() + ", which is no earlier file of the archive");
            }
            case FILE, DIRECTORY, DEVICE, FIFO -> Optional.empty();
        };
    }

    /** Leading {@code ..} go up real folders, since no member lies behind a link; later ones may go up from where a link leads. */
    private static boolean goesUpBehindAName(String target) {
        boolean name = false;
        for (String segment : target.split("/", -1)) {
            if (segment.equals("..") && name) {
                return true;
            }
            name |= !segment.isEmpty() && !segment.equals(".") && !segment.equals("..");
        }
        return false;
    }
}
