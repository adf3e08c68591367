package ai.invoke.release.build.dist;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.dist.zip.ZipContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** Looks for a file in wheels by what it holds, for its path there depends on the layout of the sources. */
final class WheelContent {

    private WheelContent() {}

    static boolean holds(Path wheel, Path file) throws IOException {
        long size = Files.size(file);
        String sha256 = Sha256.of(file);
        try (ZipFile zip = ZipFile.builder().setPath(wheel).get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                if (entry.getSize() == size) {
                    try (InputStream in = ZipContent.open(zip, entry)) {
                        if (Sha256.of(in).equals(sha256)) {
                            return true;
                        }
                    }
                }
            }
        }
        return false;
    }
}
