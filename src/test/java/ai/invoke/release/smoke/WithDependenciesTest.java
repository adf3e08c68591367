package ai.invoke.release.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.version.PyVersion;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The whole installation with real packages: from an index (PEP 503) on this machine, and from a folder. */
class WithDependenciesTest extends SmokeHarness {

    private static SmokeOptions whole(Path python, boolean offline) {
        return new SmokeOptions(
                python,
                offline ? SmokeOptions.Packages.LOCAL : SmokeOptions.Packages.CONFIGURED,
                Optional.empty(),
                List.of(),
                Map.of(),
                Duration.ofMinutes(2),
                PyVersion.parse("1.0"));
    }

    private HandmadeWheel application() {
        return new HandmadeWheel("1.0")
                .requires("smoke-helper>=2")
                .file(
                        "hand/__init__.py",
                        "import smoke_helper\ndef main():\n    print('helped by', smoke_helper.NAME)\n")
                .script("hand", "hand:main");
    }

    private Path helper(HandmadeWheel wheel) throws IOException {
        return wheel.file("smoke_helper.py", "NAME = 'somebody'\n").write(folder.resolve("links"));
    }

    private void onlyLinks(String index) {
        environment.keySet().removeIf(name -> name.startsWith("PIP_"));
        environment.put("PIP_CONFIG_FILE", "/dev/null");
        environment.put("PIP_INDEX_URL", index);
        environment.put("PIP_RETRIES", "0");
    }

    /** The index wants a login, which pip has from a keyring; it is in no log afterwards. */
    @Test
    void requirementsComeFromTheConfiguredIndexAndScriptsRunWithThem() throws IOException {
        String secret = "hunter2-of-the-keyring";
        Path keyring = executable(folder.resolve("keyring/keyring"), "#!/bin/sh\necho '" + secret + "'\n");
        environment.put("PATH", keyring.getParent() + ":" + environment.get("PATH"));
        String login = "Basic " + Base64.getEncoder().encodeToString(("me:" + secret).getBytes(StandardCharsets.UTF_8));
        Path helper = helper(new HandmadeWheel("smoke_helper", "2.5"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            if (!login.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"company\"");
                exchange.sendResponseHeaders(401, -1);
                exchange.close();
                return;
            }
            boolean file = exchange.getRequestURI().getPath().endsWith(".whl");
            byte[] bytes = file
                    ? Files.readAllBytes(helper)
                    : ("<a href='/files/" + helper.getFileName() + "'>" + helper.getFileName() + "</a>")
                            .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", file ? "application/zip" : "text/html");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        try {
            onlyLinks("http://me@127.0.0.1:" + server.getAddress().getPort() + "/simple/");
            environment.put("PIP_KEYRING_PROVIDER", "subprocess");
            // A developer's shell must not make pip install something else besides.
            environment.put("PIP_REQUIREMENT", folder.resolve("nothere.txt").toString());
            environment.put("PIP_EDITABLE", folder.toString());
            SmokeReport report = smoke(installer(application()), whole(python(), false));
            assertThat(report.problems()).isEmpty();
            assertThat(verdicts(report))
                    .containsEntry("pip check", "OK all requirements are met")
                    .containsEntry("hand", "OK --version: helped by somebody");
            assertThat(report.toString()).doesNotContain(secret);
            try (Stream<Path> files = Files.walk(logs)) {
                for (Path log : files.filter(Files::isRegularFile).toList()) {
                    assertThat(Files.readString(log)).doesNotContain(secret, login);
                }
            }
        } finally {
            server.stop(0);
        }
    }

    @Tag("backends")
    @Test
    void anExtraBringsWhatItsScriptsNeed() throws IOException {
        helper(new HandmadeWheel("smoke_helper", "2.5"));
        onlyLinks("http://127.0.0.1:9/");
        environment.put("PIP_FIND_LINKS", folder.resolve("links").toString());
        HandmadeWheel wheel = new HandmadeWheel("1.0")
                .extra("web", "smoke-helper>=2")
                .file("hand/__init__.py", "import smoke_helper\ndef main():\n    print(smoke_helper.NAME)\n")
                .script("hand", "hand:main [web]");
        SmokeReport report = smoke(installer(wheel), extras("web"));
        assertThat(report.problems()).isEmpty();
        assertThat(verdicts(report)).containsEntry("hand", "OK --version: somebody");
        assertThat(verdicts(report).get("pip install")).contains(" with web in ");

        SmokeReport unknown = smoke(wheel.write(folder.resolve("again")), extras("webb"));
        assertThat(unknown.problems())
                .extracting(problem -> problem.what())
                .anyMatch(what -> what.contains("does not have all of the extras with webb"));
    }

    private static SmokeOptions extras(String... names) {
        SmokeOptions plain = whole(python(), true);
        return new SmokeOptions(
                plain.python(),
                plain.packages(),
                plain.installScript(),
                plain.commands(),
                plain.environment(),
                plain.timeout(),
                plain.version(),
                List.of(names),
                true);
    }

    @Test
    void offlineOnlyFoldersAreLookedAtAndTheMessageSaysSo() throws IOException {
        onlyLinks("http://127.0.0.1:9/");
        Path zip = installer(application());
        SmokeReport report = smoke(zip, whole(python(), true));
        assertThat(report.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.what()).contains("pip cannot install hand_made-1.0", "smoke-helper>=2");
            assertThat(problem.next().orElseThrow()).contains("Maven is offline", "PIP_FIND_LINKS", "pip-install.log");
        });

        helper(new HandmadeWheel("smoke_helper", "2.5"));
        environment.put("PIP_FIND_LINKS", folder.resolve("links").toString());
        // Something removes the requirement between installation and check.
        Path meddling = executable(folder.resolve("meddling/python3"), """
                #!/bin/sh
                case "$*" in *' check') rm -r "${7%%/bin/python}"/lib/python3*/site-packages/smoke_helper-*;; esac
                exec '%s' "$@"
                """.formatted(python()));
        assertThat(smoke(zip, whole(meddling, true)).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.what())
                        .contains("do not fit together: exit code 1", "requires smoke-helper, which is not installed"));
    }

    @Tag("backends")
    @Test
    void aPythonWithoutPipStillWorks() throws IOException {
        onlyLinks("http://127.0.0.1:9/");
        Path fake = executable(folder.resolve("bare/python3"), """
                #!/bin/sh
                case "$*" in *' -m pip '*) echo "$0: No module named pip" >&2; exit 1;; esac
                exec '%s' "$@"
                """.formatted(realPython()));
        SmokeReport report = smoke(installer(new HandmadeWheel("1.0").file("hand/__init__.py", "")), whole(fake, true));
        assertThat(report.problems()).isEmpty();
        assertThat(verdicts(report)).containsEntry("pip check", "OK all requirements are met");
    }
}
