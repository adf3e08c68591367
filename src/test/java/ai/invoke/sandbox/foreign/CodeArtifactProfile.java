package ai.invoke.sandbox.foreign;

import ai.invoke.sandbox.server.Response;

/** AWS CodeArtifact, as its documentation says: looking needs the token, and equal bytes may be sent again. */
final class CodeArtifactProfile implements Profile {

    @Override
    public String uploadPath() {
        return "pypi/stage/";
    }

    @Override
    public String simplePath() {
        return "pypi/stage/simple/";
    }

    @Override
    public boolean isPrivate() {
        return true;
    }

    @Override
    public Response stranger(boolean wrong) {
        return Response.empty(wrong ? 403 : 401).with("WWW-Authenticate", "Basic realm=\"codeartifact\"");
    }

    @Override
    public Response stored(Upload upload) {
        return Response.empty(200);
    }

    @Override
    public Response taken(Upload upload, boolean sameBytes) {
        return sameBytes ? Response.empty(200) : Response.text(409, "application/json", "{\"message\":\"Conflict\"}");
    }

    @Override
    public Response unknown(String project) {
        return Response.empty(404);
    }

    @Override
    public String address(String name) {
        return "/pypi/stage/files/" + name;
    }
}
