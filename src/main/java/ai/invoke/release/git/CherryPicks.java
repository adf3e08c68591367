package ai.invoke.release.git;

import ai.invoke.release.digest.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.PatchIdDiffFormatter;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.patch.FileHeader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * Finds changes that were carried from one branch to another as commits of their own, by cherry-pick or squash merge: their
 * patch is the same but for line numbers and white space ({@code git log --cherry-pick}, git-patch-id(1)). Merges have no patch.
 */
final class CherryPicks {

    private final Repository repository;

    CherryPicks(Repository repository) {
        this.repository = repository;
    }

    /**
     * What one side has from the other.
     *
     * @param there a commit
     * @param here another commit
     * @return ids of commits in {@code there..here} whose patch {@code here..there} holds as well
     */
    Set<String> find(ObjectId there, ObjectId here) throws IOException {
        Map<String, List<RevCommit>> byPaths = new HashMap<>();
        for (RevCommit commit : onlyIn(there, here)) {
            byPaths.computeIfAbsent(paths(commit), key -> new ArrayList<>()).add(commit);
        }
        // An empty commit changes nothing, which is no patch to be compared.
        byPaths.remove("");
        if (byPaths.isEmpty()) {
            return Set.of();
        }
        Map<String, Set<String>> patches = new HashMap<>();
        Set<String> found = new HashSet<>();
        for (RevCommit commit : onlyIn(here, there)) {
            String paths = paths(commit);
            List<RevCommit> alike = byPaths.getOrDefault(paths, List.of());
            if (alike.isEmpty()) {
                continue;
            }
            // Most commits touch paths of their own: only those that may be equal are worth reading files for.
            Set<String> known = patches.get(paths);
            if (known == null) {
                known = new HashSet<>();
                for (RevCommit other : alike) {
                    known.add(patch(other));
                }
                patches.put(paths, known);
            }
            if (known.contains(patch(commit))) {
                found.add(commit.getName());
            }
        }
        return Set.copyOf(found);
    }

    private List<RevCommit> onlyIn(ObjectId tip, ObjectId without) throws IOException {
        List<RevCommit> commits = new ArrayList<>();
        try (RevWalk walk = new RevWalk(repository)) {
            walk.setRetainBody(false);
            walk.markStart(walk.parseCommit(tip));
            walk.markUninteresting(walk.parseCommit(without));
            for (RevCommit commit : walk) {
                if (commit.getParentCount() < 2) {
                    commits.add(commit);
                }
            }
        }
        return commits;
    }

    private List<DiffEntry> entries(RevCommit commit) throws IOException {
        try (TreeWalk tree = new TreeWalk(repository);
                RevWalk walk = new RevWalk(repository)) {
            if (commit.getParentCount() == 0) {
                tree.addTree(new EmptyTreeIterator());
            } else {
                tree.addTree(walk.parseCommit(commit.getParent(0)).getTree());
            }
            tree.addTree(commit.getTree());
            tree.setRecursive(true);
            tree.setFilter(TreeFilter.ANY_DIFF);
            return DiffEntry.scan(tree);
        }
    }

    private String paths(RevCommit commit) throws IOException {
        StringBuilder paths = new StringBuilder();
        for (DiffEntry entry : entries(commit)) {
            paths.append(entry.getChangeType())
                    .append(' ')
                    .append(entry.getOldPath())
                    .append('\0')
                    .append(entry.getNewPath())
                    .append('\0');
        }
        return paths.toString();
    }

    private String patch(RevCommit commit) throws IOException {
        List<DiffEntry> entries = entries(commit);
        try (DiffFormatter formatter = new DiffFormatter(OutputStream.nullOutputStream());
                PatchIdDiffFormatter patchId = new PatchIdDiffFormatter()) {
            formatter.setRepository(repository);
            patchId.setRepository(repository);
            List<DiffEntry> binaries = new ArrayList<>();
            for (DiffEntry entry : entries) {
                if (formatter.toFileHeader(entry).getPatchType() != FileHeader.PatchType.UNIFIED) {
                    binaries.add(entry);
                }
            }
            patchId.format(entries);
            patchId.flush();
            // JGit shows a binary file without its content: its two ids say what the patch does.
            return patchId.getCalulatedPatchId().name() + ids(binaries);
        } catch (MissingObjectException e) {
            // A partial clone (--filter) lacks files: only an exact copy of the change can be told then.
            return ids(entries);
        }
    }

    private static String ids(List<DiffEntry> entries) {
        StringBuilder ids = new StringBuilder();
        for (DiffEntry entry : entries) {
            ids.append('\0')
                    .append(entry.getNewPath())
                    .append(entry.getOldId().name())
                    .append(entry.getNewId().name());
        }
        return Sha256.of(ids.toString());
    }
}
