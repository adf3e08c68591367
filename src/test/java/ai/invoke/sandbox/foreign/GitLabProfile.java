package ai.invoke.sandbox.foreign;

import ai.invoke.sandbox.server.Response;
import java.util.Optional;

/**
 * GitLab, a private project with the default settings (read in its source): hides itself from who does not log in, sends who
 * asks for an unknown project to PyPI, and shows the digest that the client named.
 */
final class GitLabProfile implements Profile {

    @Override
    public String uploadPath() {
        return "api/v4/projects/7/packages/pypi";
    }

    @Override
    public String simplePath() {
        return "api/v4/projects/7/packages/pypi/simple/";
    }

    @Override
    public boolean isPrivate() {
        return true;
    }

    @Override
    public Response stranger(boolean wrong) {
        return wrong ? message(401, "401 Unauthorized") : message(404, "404 Project Not Found");
    }

    @Override
    public Optional<Response> incomplete(Upload upload) {
        return upload.field("name").isEmpty() || upload.field("version").isEmpty()
                ? Optional.of(
                        Response.text(400, "application/json", "{\"error\":\"name is missing, version is missing\"}"))
                : Optional.empty();
    }

    @Override
    public Response stored(Upload upload) {
        return message(201, "201 Created");
    }

    @Override
    public Response taken(Upload upload, boolean sameBytes) {
        return message(400, "400 Bad request - Validation failed: File name has already been taken");
    }

    @Override
    public Response unknown(String project) {
        return Response.redirect(302, "https://pypi.org/simple/" + project + "/");
    }

    @Override
    public String link(String name, Upload upload) {
        String named = upload.field("sha256_digest");
        String sha256 = named.isEmpty() ? upload.digests().sha256() : named;
        return "<a href=\"/" + uploadPath() + "/files/" + sha256 + "/" + name + "#sha256=" + sha256
                + "\" data-requires-python=\"\">" + name + "</a>";
    }

    private static Response message(int status, String words) {
        return Response.text(status, "application/json", "{\"message\":\"" + words + "\"}");
    }
}
