package ai.invoke.release.plan;

import ai.invoke.release.plan.evidence.Evidence;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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

    /** The same with evidence and a policy. */
    public static ReleasePlan recorded() {
        return full().with(
                        new Evidence(
                                List.of(
                                        new Evidence.Check(
                                                "pytest",
                                                Evidence.State.PASSED,
                                                Optional.empty(),
                                                Optional.of(new Evidence.Tool("pytest", Optional.of("8.3.2"))),
                                                Optional.of(new Evidence.Tests(120, 0, 3)),
                                                false),
                                        new Evidence.Check(
                                                "ruff-check",
                                                Evidence.State.NOT_RUN,
                                                Optional.of("ruff is configured in the project but not installed here"),
                                                Optional.of(new Evidence.Tool("ruff", Optional.empty())),
                                                Optional.empty(),
                                                false)),
                                List.of(new Evidence.Trial(
                                        "InvokeAI-installer-v5.6.0.rc1.zip",
                                        List.of(
                                                new Evidence.Step("unpack", Evidence.State.PASSED, Optional.empty()),
                                                new Evidence.Step(
                                                        "invokeai-web",
                                                        Evidence.State.SKIPPED,
                                                        Optional.of("has neither --version nor --help"))))),
                                Optional.of(new Evidence.Findings(0, 1, 2, 3)),
                                Optional.of(new Evidence.Build(
                                        "CPython 3.11.2",
                                        true,
                                        List.of(new Evidence.Requirement(
                                                "setuptools", "70.0.0", Optional.of("e".repeat(64)))))),
                                new TreeMap<>()),
                        new ApprovalPolicy(
                                ApprovalPolicy.Kind.SIGNED,
                                2,
                                Optional.of(new ApprovalPolicy.SignersFile(
                                        ".github/allowed_signers", "f".repeat(64), Optional.empty())),
                                Optional.empty(),
                                List.of(new ApprovalPolicy.ManualCheck(
                                        "generate", "start the app and make a picture"))));
    }

    /** The same, for two people who type their names. */
    public static ReleasePlan typed() {
        ReleasePlan plan = recorded();
        return plan.with(
                plan.evidence().orElseThrow(),
                new ApprovalPolicy(
                        ApprovalPolicy.Kind.TYPED,
                        2,
                        Optional.empty(),
                        Optional.empty(),
                        plan.policy().manualChecks()));
    }
}
