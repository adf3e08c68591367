package ai.invoke.release.dist.content;

/**
 * One line of RECORD.
 *
 * @param line its number, from 1
 * @param fields how many fields it has; 3 in a sound one
 * @param path the first field
 * @param hash the second field, {@code <algorithm>=<digest>}, empty when absent
 * @param size the third field, empty when absent
 */
public record RecordRow(int line, int fields, String path, String hash, String size) {

    /**
     * The algorithm of the hash.
     *
     * @return lower case as written, empty when there is no hash
     */
    public String algorithm() {
        int equals = hash.indexOf('=');
        return equals < 0 ? "" : hash.substring(0, equals);
    }

    /**
     * The digest as written.
     *
     * @return what follows the algorithm; the whole field when there is none
     */
    public String digest() {
        return hash.substring(hash.indexOf('=') + 1);
    }
}
