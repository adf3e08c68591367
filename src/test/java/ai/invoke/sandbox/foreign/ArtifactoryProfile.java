package ai.invoke.sandbox.foreign;

import ai.invoke.sandbox.server.Response;

/** Artifactory, as its users recorded it: who may not delete may not send a file twice, and is told so with 403. */
final class ArtifactoryProfile implements Profile {

    @Override
    public String uploadPath() {
        return "artifactory/api/pypi/pypi-local";
    }

    @Override
    public String simplePath() {
        return "artifactory/api/pypi/pypi-local/simple/";
    }

    @Override
    public boolean isPrivate() {
        return true;
    }

    @Override
    public Response stranger(boolean wrong) {
        return wrong
                ? error(403, "Login has failed for the user of this request")
                : error(401, "Authentication is required")
                        .with("WWW-Authenticate", "Basic realm=\"Artifactory Realm\"");
    }

    @Override
    public Response stored(Upload upload) {
        return Response.empty(200);
    }

    @Override
    public Response taken(Upload upload, boolean sameBytes) {
        return error(
                403,
                "Not enough permissions to delete/overwrite all artifacts under 'pypi-local/" + upload.field("name")
                        + "/" + upload.field("version") + "' (user: 'me' needs DELETE permission).");
    }

    @Override
    public Response unknown(String project) {
        return error(404, "Could not locate '" + project + "'");
    }

    @Override
    public String address(String name) {
        return "../../files/" + name;
    }

    private static Response error(int status, String message) {
        return Response.text(
                status,
                "application/json",
                "{\n  \"errors\" : [ {\n    \"status\" : " + status + ",\n    \"message\" : \"" + message
                        + "\"\n  } ]\n}");
    }
}
