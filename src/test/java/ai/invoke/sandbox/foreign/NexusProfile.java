package ai.invoke.sandbox.foreign;

import ai.invoke.sandbox.server.Response;
import java.util.Optional;

/** Nexus 3, a hosted repository on a current database (read in its source): knows MD5 only, and talks in the status line. */
final class NexusProfile implements Profile {

    @Override
    public String uploadPath() {
        return "repository/pypi-hosted/";
    }

    @Override
    public String simplePath() {
        return "repository/pypi-hosted/simple/";
    }

    @Override
    public boolean isPrivate() {
        return false;
    }

    @Override
    public Response stranger(boolean wrong) {
        return page(401, "Unauthorized").with("WWW-Authenticate", "Basic realm=\"Sonatype Nexus Repository Manager\"");
    }

    @Override
    public Optional<Response> incomplete(Upload upload) {
        if (!upload.field(":action").equals("file_upload")
                || upload.field("name").isEmpty()) {
            return Optional.of(page(500, "Server Error"));
        }
        String md5 = upload.field("md5_digest");
        return md5.isEmpty() || md5.equals(upload.digests().md5())
                ? Optional.empty()
                : Optional.of(page(
                        400, "Digests do not match, found: " + upload.digests().md5()));
    }

    @Override
    public Response stored(Upload upload) {
        return Response.empty(200);
    }

    @Override
    public Response taken(Upload upload, boolean sameBytes) {
        return page(
                400,
                "pypi-hosted/packages/" + upload.field("name") + "/" + upload.field("version") + "/" + upload.fileName()
                        + " cannot be updated");
    }

    @Override
    public Response unknown(String project) {
        return page(404, "Not Found");
    }

    @Override
    public String address(String name) {
        return "../../files/" + name;
    }

    @Override
    public String link(String name, Upload upload) {
        return "<a href=\"" + address(name) + "#md5=" + upload.digests().md5() + "\" rel=\"internal\">" + name + "</a>";
    }

    private static Response page(int status, String reason) {
        return Response.text(
                        status,
                        "text/html; charset=utf-8",
                        "<!DOCTYPE html>\n<html><head><title>" + status
                                + " - Nexus Repository Manager</title></head><body><div class=\"header\"><a>Nexus Repository"
                                + " Manager</a></div><div class=\"content-section\">" + reason + "</div></body></html>")
                .withReason(reason);
    }
}
