package ai.invoke.release.console;

import java.util.Set;

/**
 * A board where nothing moves: a line for each that has ended.
 *
 * @param console where
 * @param ids what the board is about
 */
record LineBoard(Console console, Set<String> ids) implements StatusBoard {

    @Override
    public void started(String id) {}

    @Override
    public void printed(String id, String line) {}

    @Override
    public void ended(String id, boolean good, String how) {
        if (ids.contains(id)) {
            console.info("  " + id + " " + how);
        }
    }

    @Override
    public void close() {}
}
