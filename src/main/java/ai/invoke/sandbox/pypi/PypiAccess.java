package ai.invoke.sandbox.pypi;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.text.PythonText;
import ai.invoke.sandbox.server.Request;
import ai.invoke.sandbox.server.SandboxStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Who may upload to which project, and which names a new project may have. */
final class PypiAccess {

    private final PypiOptions options;
    private final String token;
    private final SandboxStore<PypiState> store;
    private final Set<String> standardModules = standardModules();

    PypiAccess(PypiOptions options, String token, SandboxStore<PypiState> store) {
        this.options = options;
        this.token = token;
        this.store = store;
    }

    /** Who is at the other end. */
    record Identity(String words, Optional<Set<String>> projects, boolean user) {

        boolean mayUpload(String project) {
            return projects.isEmpty() || projects.get().contains(ProjectName.normalize(project));
        }
    }

    /**
     * Authenticates a request.
     *
     * @param request with its credentials
     * @return the owner of the token
     * @throws PypiRefusal when PyPI does not know the token, or no longer
     */
    Identity identity(Request request) throws PypiRefusal {
        String header = request.header("authorization").orElse("");
        String scheme = LetterCase.lower(header.replaceAll("\\s.*", ""));
        String value =
                header.substring(Math.min(header.length(), scheme.length())).strip();
        String given = "";
        if (scheme.equals("basic")) {
            String pair = decode(value);
            int colon = pair.indexOf(':');
            String user = colon < 0 ? pair : pair.substring(0, colon);
            if (colon >= 0 && !user.equals("__token__")) {
                throw new PypiRefusal(
                        403,
                        "Username/Password authentication is no longer supported. Migrate to API Tokens or Trusted"
                                + " Publishers instead. See https://pypi.org/help/#apitoken and"
                                + " https://pypi.org/help/#trusted-publishers");
            }
            given = colon < 0 ? "" : pair.substring(colon + 1).strip();
        } else if (scheme.equals("bearer") || scheme.equals("token")) {
            given = value;
        }
        if (given.equals(token)) {
            Set<String> projects = new HashSet<>();
            options.tokenProjects().forEach(name -> projects.add(ProjectName.normalize(name)));
            return new Identity("user 'sandbox'", projects.isEmpty() ? Optional.empty() : Optional.of(projects), true);
        }
        synchronized (store.lock()) {
            PypiState.MintedToken minted = store.state().minted.get(Sha256.of(given));
            if (minted != null) {
                if (options.clock().instant().getEpochSecond() >= minted.expires()) {
                    throw new PypiRefusal(403, "Invalid API Token: token is expired");
                }
                return new Identity("given token", Optional.of(minted.projects()), false);
            }
        }
        throw new PypiRefusal(
                403,
                "Invalid or non-existent authentication information. See https://pypi.org/help/#invalid-auth for"
                        + " more information.");
    }

    private static String decode(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /**
     * Whether somebody may upload to a project, which may be a new one.
     *
     * @param identity who asks
     * @param project the name as it was sent
     * @throws PypiRefusal when not
     */
    void mayUpload(Identity identity, String project) throws PypiRefusal {
        Optional<PypiState.Project> existing;
        synchronized (store.lock()) {
            existing = store.state().project(project);
        }
        boolean foreign = options.foreignProjects().stream()
                .anyMatch(name -> ProjectName.normalize(name).equals(ProjectName.normalize(project)));
        if (existing.isEmpty() && !foreign) {
            newProject(identity, project);
        }
        if (!identity.mayUpload(project)) {
            throw new PypiRefusal(
                    403,
                    "Invalid API Token: "
                            + (identity.user()
                                    ? "project-scoped token is not valid for project: "
                                    : "OIDC scoped token is not valid for project ")
                            + PythonText.repr(ProjectName.normalize(project)));
        }
        if (foreign) {
            throw new PypiRefusal(
                    403,
                    "The " + identity.words() + " isn't allowed to upload to project " + PythonText.repr(project)
                            + ". See https://pypi.org/help/#project-name for more information.");
        }
    }

    private void newProject(Identity identity, String project) throws PypiRefusal {
        String normal = ProjectName.normalize(project);
        if (standardModules.contains(normal)) {
            throw new PypiRefusal(
                    400,
                    "The name " + PythonText.repr(project) + " isn't allowed (conflict with Python Standard Library"
                            + " module name). See https://pypi.org/help/#project-name for more information.");
        }
        synchronized (store.lock()) {
            Stream<String> others =
                    Stream.concat(store.state().projects.keySet().stream(), options.foreignProjects().stream());
            if (others.anyMatch(name -> similar(name).equals(similar(normal)))) {
                throw new PypiRefusal(
                        400,
                        "The name " + PythonText.repr(project) + " is too similar to an existing project. See"
                                + " https://pypi.org/help/#project-name for more information.");
            }
        }
        if (!identity.user()) {
            throw new PypiRefusal(
                    400,
                    "Non-user identities cannot create new projects. This was probably caused by successfully using"
                            + " a pending publisher but specifying the project name incorrectly (either in the"
                            + " publisher or in your project's metadata). Please ensure that both match. See:"
                            + " https://docs.pypi.org/trusted-publishers/troubleshooting/ for more information.");
        }
    }

    private static String similar(String name) {
        return LetterCase.lower(name)
                .replaceAll("[._-]", "")
                .replaceAll("[li]", "1")
                .replace('o', '0');
    }

    private static Set<String> standardModules() {
        try (InputStream in = PypiAccess.class.getResourceAsStream("stdlib-modules.txt")) {
            if (in == null) {
                throw new IllegalStateException("stdlib-modules.txt is not in the plugin");
            }
            Set<String> names = new HashSet<>();
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> names.add(ProjectName.normalize(line)));
            return Set.copyOf(names);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read stdlib-modules.txt", e);
        }
    }
}
