package ai.invoke.release.http;

import java.io.IOException;

/** Something that fills arrays one after the other. */
interface ChunkSource {

    /**
     * Fills an array.
     *
     * @param chunk the array
     * @return how many bytes; 0 at the end, after which it is not asked again
     * @throws IOException when it cannot be read
     */
    int read(byte[] chunk) throws IOException;
}
