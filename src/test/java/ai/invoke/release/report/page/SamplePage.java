package ai.invoke.release.report.page;

import ai.invoke.release.dist.compare.WheelComparison;
import ai.invoke.release.dist.compare.WheelOutline;
import ai.invoke.release.dist.metadata.CoreMetadata;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.Plans;
import ai.invoke.release.plan.ReleaseHistory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Pages like those of a real release. */
final class SamplePage {

    static final String WHEEL = "invokeai-5.6.0rc1-py3-none-any.whl";

    private static final String NOTES = """
            <!-- The introduction is written by hand. -->
            This release brings a new canvas. Thanks to @octocat for finding #1234!

            ## What is new
            * **Canvas**: layers can be ~~moved~~ locked ([docs](https://example.org/docs))
            * Faster startup, see https://github.com/invoke-ai/InvokeAI/pull/77.

            ### Installation

            | System | File |
            | --- | --- |
            | all | `InvokeAI-installer-v5.6.0.rc1.zip` |

            ```bash
            pip install "InvokeAI==5.6.0rc1"
            ```

            > Back up your database first.

            ![A picture](https://example.org/picture.png)
            """;

    private SamplePage() {}

    /** A release with everything: evidence, findings, a comparison, a history. */
    static ReleasePage full() {
        return page(comparison(3000), NOTES);
    }

    static ReleasePage page(WheelComparison comparison, String notes) {
        return new ReleasePage(
                PlanFile.of(Plans.typed()),
                Optional.of(new ReleasePage.CommitFacts(
                        "Release 5.6.0.rc1: the canvas remembers",
                        "Ada Lovelace",
                        Instant.parse("2026-11-30T10:15:30Z"))),
                new ReleasePage.Compared(
                        "5.5.0",
                        List.of(comparison),
                        List.of(
                                new ReleaseHistory.Earlier("5.2.0", "invokeai-5.2.0-py3-none-any.whl", 3_900_000),
                                new ReleaseHistory.Earlier("5.3.0", "invokeai-5.3.0-py3-none-any.whl", 4_700_000),
                                new ReleaseHistory.Earlier("5.4.0", "invokeai-5.4.0-py3-none-any.whl", 5_100_000),
                                new ReleaseHistory.Earlier("5.5.0", "invokeai-5.5.0-py3-none-any.whl", 5_200_000)),
                        List.of("compared with v5.5.0", "InvokeAI-installer-v5.6.0.rc1.zip: 5 MiB -> 5.4 MiB (+8 %)"),
                        List.of()),
                Optional.of(List.of(
                        new ReleasePage.Finding(
                                "warning",
                                "MD-31",
                                WHEEL,
                                "Requires-Python has no upper or lower bound that pip can use",
                                "add requires-python to pyproject.toml",
                                "PEP 345; core metadata",
                                false),
                        new ReleasePage.Finding(
                                "note", "WH-20", WHEEL, "the wheel holds tests", "leave them out", "good taste", false),
                        new ReleasePage.Finding(
                                "warning",
                                "SD-09",
                                "invokeai-5.6.0rc1.tar.gz",
                                "no licence file",
                                "add one",
                                "PEP 639",
                                true))),
                Optional.of(notes),
                List.of("build-dist.log", "pytest.log"));
    }

    /** Two wheels with many files, of which some differ. */
    static WheelComparison comparison(int files) {
        TreeMap<String, WheelOutline.Member> before = new TreeMap<>();
        TreeMap<String, WheelOutline.Member> now = new TreeMap<>();
        String[] packages = {"invokeai/app", "invokeai/backend", "invokeai/frontend/web/dist/assets", "tests", "scripts"
        };
        for (int i = 0; i < files; i++) {
            String path = packages[i % packages.length] + "/module_with_a_rather_long_name_" + i + ".py";
            long size = 400 + (i * 37L) % 9000;
            if (i % 11 != 0) {
                before.put(path, new WheelOutline.Member(size, i));
            }
            if (i % 13 != 0) {
                now.put(path, new WheelOutline.Member(i % 7 == 0 ? size + 120 : size, i % 7 == 0 ? i + 1L : i));
            }
        }
        now.put("invokeai/frontend/web/dist/assets/index-Bx81k.js", new WheelOutline.Member(2_400_000, 1));
        before.put("invokeai/frontend/web/dist/assets/index-a71hf.js", new WheelOutline.Member(2_100_000, 1));
        before.put("ldm/util.py", new WheelOutline.Member(91_000, 5));
        return new WheelComparison(
                outline("invokeai-5.5.0-py3-none-any.whl", 5_200_000, before, """
                        Metadata-Version: 2.1
                        Name: InvokeAI
                        Version: 5.5.0
                        Requires-Python: >=3.10,<3.12
                        Requires-Dist: torch==2.4.1
                        Requires-Dist: numpy<2
                        Classifier: Programming Language :: Python :: 3.10
                        """),
                outline(WHEEL, 5_600_000, now, """
                        Metadata-Version: 2.1
                        Name: InvokeAI
                        Version: 5.6.0rc1
                        Requires-Python: >=3.11,<3.13
                        Requires-Dist: torch==2.5.0
                        Requires-Dist: numpy<2
                        Requires-Dist: pillow
                        Classifier: Programming Language :: Python :: 3.11
                        Classifier: Programming Language :: Python :: 3.12
                        """));
    }

    private static WheelOutline outline(
            String name, long size, TreeMap<String, WheelOutline.Member> members, String metadata) {
        return new WheelOutline(
                name,
                size,
                members,
                CoreMetadata.parse(metadata.getBytes(StandardCharsets.UTF_8)),
                List.of("console_scripts: invokeai-web = invokeai.app.run_app:run_app"));
    }
}
