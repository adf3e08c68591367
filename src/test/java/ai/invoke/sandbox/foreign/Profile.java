package ai.invoke.sandbox.foreign;

import ai.invoke.sandbox.server.Response;
import java.util.Map;
import java.util.Optional;

/** How one make of index answers, as far as it was tried, read in its source, recorded or documented. */
interface Profile {

    /** Takes files, relative to the server's root. */
    String uploadPath();

    /** Lists files, relative to the server's root; ends with a slash. */
    String simplePath();

    /** Whether who does not log in sees nothing. */
    boolean isPrivate();

    /** To who has no login, or the wrong one. */
    Response stranger(boolean wrong);

    /** To a new file that was stored. */
    Response stored(Upload upload);

    /** To a file whose name is taken. */
    Response taken(Upload upload, boolean sameBytes);

    /** To an upload that lacks what this server needs; empty when nothing is missing. */
    default Optional<Response> incomplete(Upload upload) {
        return Optional.empty();
    }

    /** The page of a project that it does not know. */
    Response unknown(String project);

    /** The page of a project. */
    default Response page(String project, Map<String, Upload> files, boolean json) {
        StringBuilder links = new StringBuilder("<!DOCTYPE html>\n<html><head><title>Links for " + project
                + "</title></head>\n<body>\n<h1>Links for " + project + "</h1>\n");
        files.forEach((name, upload) -> links.append(link(name, upload)).append("<br/>\n"));
        return Response.text(200, "text/html; charset=utf-8", links + "</body>\n</html>\n");
    }

    /** A file on the page. */
    default String link(String name, Upload upload) {
        return "<a href=\"" + address(name) + "#sha256=" + upload.digests().sha256() + "\">" + name + "</a>";
    }

    /** Where a file is, as the page says it. */
    default String address(String name) {
        return "/files/" + name;
    }
}
