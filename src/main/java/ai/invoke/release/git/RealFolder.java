package ai.invoke.release.git;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;

/** Where a search for a repository begins. */
final class RealFolder {

    private RealFolder() {}

    /**
     * A folder without links on the way to it, as git sees it after {@code cd}: a link in one repository may lead into
     * another one, or from nowhere into the middle of one.
     *
     * @param folder need not be there
     * @return absolute
     */
    static File of(Path folder) {
        try {
            return folder.toRealPath().toFile();
        } catch (IOException e) {
            // Not there: whoever asked is told so by the search, which finds the repository it would lie in.
            return folder.toAbsolutePath().normalize().toFile();
        }
    }
}
