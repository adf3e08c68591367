package ai.invoke.release.plan;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans for tests. */
public final class Plans {

    private Plans() {}

    /** A plan with everything in it. */
    public static ReleasePlan full() {
        String wheel = "a".repeat(64);
        return new ReleasePlan(
                "InvokeAI",
                "5.6.0.rc1",
                "5.6.0rc1",
                true,
                Optional.of("v5.6.0.rc1"),
                "0123456789abcdef0123456789abcdef01234567",
                List.of(
                        new Artifact("dist/invokeai-5.6.0rc1.tar.gz", Artifact.Role.SDIST, 200, "b".repeat(64)),
                        new Artifact("dist/invokeai-5.6.0rc1-py3-none-any.whl", Artifact.Role.WHEEL, 300, wheel),
                        new Artifact(
                                "InvokeAI-installer-v5.6.0.rc1.zip", Artifact.Role.INSTALLER, 400, "c".repeat(64))),
                List.of(new WheelProof(
                        "InvokeAI-installer-v5.6.0.rc1.zip",
                        "InvokeAI-Installer/lib/invokeai-5.6.0rc1-py3-none-any.whl",
                        "dist/invokeai-5.6.0rc1-py3-none-any.whl",
                        wheel)),
                List.of(IndexTarget.TESTPYPI, IndexTarget.PYPI),
                Optional.of(new GitHubTarget(
                        URI.create("https://api.github.com"),
                        URI.create("https://github.com"),
                        "invoke-ai/InvokeAI",
                        "InvokeAI 5.6.0.rc1 – ünïcode",
                        "d".repeat(64),
                        Optional.of("Announcements"),
                        Optional.of("v5.5.0"),
                        Optional.of("a".repeat(40)),
                        ReleaseFiles.ALL,
                        Map.of())));
    }
}
