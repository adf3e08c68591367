package ai.invoke.release.dist.zip;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.archivers.zip.ZipMethod;

/** Opens what a zip from elsewhere holds. */
public final class ZipContent {

    /** For some of the others the library needs one more library, and without it dies of an error that is no exception. */
    private static final Set<Integer> READABLE =
            Set.of(ZipMethod.STORED.getCode(), ZipMethod.DEFLATED.getCode(), ZipMethod.BZIP2.getCode());

    private ZipContent() {}

    /**
     * The content of an entry.
     *
     * @param zip the archive
     * @param entry one of its entries
     * @return to be closed
     * @throws IOException when it cannot be read, or is compressed in a way that nobody expects of a wheel or an installer
     */
    public static InputStream open(ZipFile zip, ZipArchiveEntry entry) throws IOException {
        if (!READABLE.contains(entry.getMethod())) {
            throw new ZipException(entry.getName() + " is compressed by method " + entry.getMethod()
                    + ", neither stored nor deflated");
        }
        InputStream content = zip.getInputStream(entry);
        if (content == null) {
            throw new ZipException(entry.getName() + " has no content");
        }
        return content;
    }
}
