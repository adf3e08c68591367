package ai.invoke.release.github.api;

/**
 * Notes that GitHub wrote from the merged pull requests.
 *
 * @param title proposed title
 * @param body Markdown
 */
public record GeneratedNotes(String title, String body) {}
