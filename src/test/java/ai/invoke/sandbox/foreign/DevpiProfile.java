package ai.invoke.sandbox.foreign;

import ai.invoke.sandbox.server.Response;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * devpi, an index that is not volatile (read in its source): Pyramid's answers with the words in their titles, success without
 * a body, the same bytes once more a success.
 */
final class DevpiProfile implements Profile {

    @Override
    public String uploadPath() {
        return "team/stage/";
    }

    @Override
    public String simplePath() {
        return "team/stage/+simple/";
    }

    @Override
    public boolean isPrivate() {
        return false;
    }

    @Override
    public Response stranger(boolean wrong) {
        return pyramid(401, "Unauthorized", "application/json")
                .with("WWW-Authenticate", "Basic realm=\"pypi\"")
                .with("X-DEVPI-SERVER-VERSION", "6.19.1");
    }

    @Override
    public Response stored(Upload upload) {
        return Response.text(200, "text/html; charset=UTF-8", "");
    }

    @Override
    public Response taken(Upload upload, boolean sameBytes) {
        return sameBytes
                ? pyramid(200, "Upload of identical file to non volatile index.", upload.accept())
                : pyramid(409, upload.fileName() + " already exists in non-volatile index", upload.accept());
    }

    @Override
    public Response unknown(String project) {
        return pyramid(404, "The project " + project + " does not exist.", "");
    }

    @Override
    public Response page(String project, Map<String, Upload> files, boolean json) {
        if (!json) {
            return Profile.super.page(project, files, false);
        }
        ObjectNode page = JsonNodeFactory.instance.objectNode().put("name", project);
        page.putObject("meta").put("api-version", "1.0");
        ArrayNode list = page.putArray("files");
        files.forEach((name, upload) -> {
            ObjectNode file = list.addObject().put("filename", name).put("url", address(name));
            file.putObject("hashes").put("sha256", upload.digests().sha256());
        });
        return Response.text(200, "application/vnd.pypi.simple.v1+json", page.toString());
    }

    @Override
    public String address(String name) {
        return "../../+f/files/" + name;
    }

    @Override
    public String link(String name, Upload upload) {
        return "team/stage " + Profile.super.link(name, upload);
    }

    private static Response pyramid(int status, String words, String accept) {
        if (accept.contains("application/json")) {
            ObjectNode body = JsonNodeFactory.instance
                    .objectNode()
                    .put("message", "\n\n\n\n\n")
                    .put("code", status + " " + words)
                    .put("title", words);
            return Response.text(status, "application/json", body.toString()).withReason(words);
        }
        String title = status + " " + words;
        return Response.text(
                        status,
                        "text/html; charset=UTF-8",
                        "<html>\n <head>\n  <title>" + title + "</title>\n </head>\n <body>\n  <h1>" + title
                                + "</h1>\n  <br/><br/>\n\n\n\n </body>\n</html>")
                .withReason(words);
    }
}
