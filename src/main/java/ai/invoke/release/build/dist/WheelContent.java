package ai.invoke.release.build.dist;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.dist.zip.ZipArchive;
import ai.invoke.release.dist.zip.ZipLimits;
import ai.invoke.release.dist.zip.ZipMember;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks for a file in wheels by what it holds, for its path there depends on the layout of the sources. */
final class WheelContent {

    private WheelContent() {}

    static boolean holds(Path wheel, Path file) throws IOException {
        long size = Files.size(file);
        String sha256 = Sha256.of(file);
        try (ZipArchive zip = ZipArchive.open(wheel, ZipLimits.standard())) {
            for (ZipMember member : zip.members()) {
                if (member.size() == size) {
                    try (InputStream in = zip.read(member)) {
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
