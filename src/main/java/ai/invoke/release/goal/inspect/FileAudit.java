package ai.invoke.release.goal.inspect;

import ai.invoke.release.github.api.GitHubClient;
import ai.invoke.release.github.api.ReleaseAsset;
import ai.invoke.release.http.SavedFile;
import ai.invoke.release.installer.BundledWheel;
import ai.invoke.release.installer.InstallerArchive;
import ai.invoke.release.plan.Artifact;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.WheelProof;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.pypi.index.IndexFile;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.text.Printable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Compares the files of a release wherever they are: plan, GitHub, indexes, the bytes that come from there, the installer's wheel. */
final class FileAudit {

    /** Downloads a file of an index. */
    interface FromIndex {

        /** Downloads a file to a place. */
        SavedFile get(PackageIndex index, IndexFile file, Path target);
    }

    private final Optional<PlanFile> plan;
    private final Optional<GitHubLook> github;
    private final Map<String, IndexLook> indexes;
    private final Path folder;
    private final Audit.Limits limits;
    private final Map<String, Path> downloaded = new LinkedHashMap<>();
    private final Map<String, String> digests = new TreeMap<>();

    FileAudit(
            Optional<PlanFile> plan,
            Optional<GitHubLook> github,
            Map<String, IndexLook> indexes,
            Path folder,
            Audit.Limits limits) {
        this.plan = plan;
        this.github = github;
        this.indexes = indexes;
        this.folder = folder;
        this.limits = limits;
    }

    /** The files of the indexes that were downloaded, by name. */
    Map<String, Path> downloaded() {
        return downloaded;
    }

    /** The digest that all agree on, by file name. */
    Map<String, String> digests() {
        return digests;
    }

    List<Fact> facts(Function<ReleaseAsset, GitHubClient> client, FromIndex fromIndex) {
        List<Fact> facts = new ArrayList<>();
        for (String name : names()) {
            facts.add(file(name, client, fromIndex));
        }
        unplanned().ifPresent(facts::add);
        facts.addAll(installers(client));
        return facts;
    }

    private Set<String> names() {
        Set<String> names = new TreeSet<>();
        plan.ifPresent(file -> file.plan().artifacts().forEach(artifact -> names.add(artifact.fileName())));
        if (plan.isEmpty()) {
            indexes.values().forEach(look -> look.files().forEach(file -> names.add(file.name())));
            assets().stream()
                    .map(ReleaseAsset::name)
                    .filter(name -> !isEvidence(name))
                    .forEach(names::add);
        }
        return names;
    }

    private List<ReleaseAsset> assets() {
        return github.map(GitHubLook::assets).orElse(List.of());
    }

    private static boolean isEvidence(String name) {
        return name.equals(PublishedEvidence.PLAN)
                || name.startsWith(PublishedEvidence.APPROVAL)
                || name.endsWith(".attestation");
    }

    private Fact file(String name, Function<ReleaseAsset, GitHubClient> client, FromIndex fromIndex) {
        String about = "file " + Printable.of(name);
        Map<String, String> said = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        List<String> trouble = new ArrayList<>();
        Optional<Artifact> planned = plan.flatMap(file -> file.plan().artifacts().stream()
                .filter(artifact -> artifact.fileName().equals(name))
                .findFirst());
        planned.ifPresent(artifact -> said.put("the plan", artifact.sha256()));
        github.ifPresent(look -> atGitHub(name, planned, said, missing, trouble, client));
        for (IndexLook look : indexes.values()) {
            atIndex(name, planned, look, said, missing, trouble, fromIndex);
        }
        Set<String> different = new TreeSet<>(said.values());
        if (different.size() > 1) {
            return Fact.wrong(
                    about,
                    said.entrySet().stream()
                            .map(entry -> entry.getKey() + " says " + entry.getValue())
                            .collect(Collectors.joining("; ")));
        }
        if (!missing.isEmpty()) {
            return Fact.wrong(about, "is not at " + String.join(", ", missing));
        }
        different.forEach(digest -> digests.put(name, digest));
        if (!trouble.isEmpty()) {
            return Fact.unknown(about, String.join("; ", trouble));
        }
        String digest = different.stream().findFirst().orElse("");
        String sources = String.join(", ", said.keySet());
        return said.size() > 1
                ? Fact.ok(about, "sha256 " + digest + " in " + sources)
                : Fact.unknown(about, "only " + sources + " knows it; there is nothing to compare with");
    }

    private void atGitHub(
            String name,
            Optional<Artifact> planned,
            Map<String, String> said,
            List<String> missing,
            List<String> trouble,
            Function<ReleaseAsset, GitHubClient> client) {
        Optional<ReleaseAsset> asset =
                assets().stream().filter(found -> found.name().equals(name)).findFirst();
        if (asset.isEmpty()) {
            boolean wanted = planned.isPresent()
                    && plan.flatMap(file -> file.plan().github())
                            .filter(target -> target.files().holds(planned.get()))
                            .isPresent();
            if (wanted) {
                missing.add("GitHub");
            }
            return;
        }
        if (asset.get().sha256().isPresent()) {
            said.put("GitHub", asset.get().sha256().get());
        } else if (asset.get().size() > limits.maxFile()) {
            trouble.add("GitHub names no digest, and the file is too large to be fetched");
        } else {
            attempt(trouble, () -> said.put("GitHub", client.apply(asset.get()).sha256(asset.get(), folder)));
        }
    }

    private void atIndex(
            String name,
            Optional<Artifact> planned,
            IndexLook look,
            Map<String, String> said,
            List<String> missing,
            List<String> trouble,
            FromIndex fromIndex) {
        Optional<IndexFile> shown = look.file(name);
        if (shown.isEmpty()) {
            if (planned.filter(artifact -> artifact.role().goesToIndex()).isPresent()) {
                missing.add(look.index().title());
            }
            return;
        }
        shown.get().hashes().sha256().ifPresent(digest -> said.put(look.index().title(), digest));
        if (shown.get().size().filter(size -> size > limits.maxFile()).isPresent()) {
            return;
        }
        // Foreign names are no paths here.
        Path target = folder.resolve("index-file-" + downloaded.size() + (name.endsWith(".whl") ? ".whl" : ".tar.gz"));
        attempt(trouble, () -> {
            said.put(
                    "the bytes from " + look.index().title(),
                    fromIndex.get(look.index(), shown.get(), target).sha256());
            downloaded.put(name, target);
        });
    }

    private static void attempt(List<String> trouble, Runnable work) {
        try {
            work.run();
        } catch (ReleaseException e) {
            e.problems().stream().map(Problem::what).forEach(trouble::add);
        }
    }

    /** Files that are public and that nobody planned. */
    private Optional<Fact> unplanned() {
        if (plan.isEmpty()) {
            return Optional.empty();
        }
        Set<String> known = names();
        List<String> extra = new ArrayList<>();
        assets().stream()
                .map(ReleaseAsset::name)
                .filter(name -> !known.contains(name) && !isEvidence(name))
                .forEach(name -> extra.add(Printable.of(name) + " at GitHub"));
        indexes.values()
                .forEach(look -> look.files().stream()
                        .map(IndexFile::name)
                        .filter(name -> !known.contains(name))
                        .forEach(name -> extra.add(
                                Printable.of(name) + " at " + look.index().title())));
        return Optional.of(
                extra.isEmpty()
                        ? Fact.ok("other files", "none that was not planned")
                        : Fact.wrong("other files", "not in the plan: " + String.join(", ", extra)));
    }

    private List<Fact> installers(Function<ReleaseAsset, GitHubClient> client) {
        List<Fact> facts = new ArrayList<>();
        Set<String> planned = plan.map(file -> file.plan().wheelProofs().stream()
                        .map(WheelProof::installer)
                        .collect(Collectors.toSet()))
                .orElse(Set.of());
        for (ReleaseAsset asset : assets()) {
            boolean guess = plan.isEmpty()
                    && asset.name().endsWith(".zip")
                    && indexes.values().stream()
                            .noneMatch(look -> look.file(asset.name()).isPresent());
            if ((planned.contains(asset.name()) || guess) && asset.size() <= limits.maxFile()) {
                installer(asset, client).ifPresent(facts::add);
            }
        }
        return facts;
    }

    private Optional<Fact> installer(ReleaseAsset asset, Function<ReleaseAsset, GitHubClient> client) {
        String about = "installer " + Printable.of(asset.name());
        try {
            Path zip = folder.resolve("installer-" + asset.id() + ".zip");
            client.apply(asset).download(asset, zip);
            List<BundledWheel> wheels = InstallerArchive.wheels(zip);
            if (wheels.isEmpty()) {
                return plan.isEmpty() ? Optional.empty() : Optional.of(Fact.wrong(about, "holds no wheel"));
            }
            List<String> foreign = wheels.stream()
                    .filter(wheel -> !digests.containsValue(wheel.sha256()))
                    .map(wheel -> Printable.of(wheel.entry()) + " with sha256 " + wheel.sha256())
                    .toList();
            return Optional.of(
                    foreign.isEmpty()
                            ? Fact.ok(about, "its wheel is the published one")
                            : Fact.wrong(about, "holds a wheel that is not published: " + String.join(", ", foreign)));
        } catch (ReleaseException e) {
            return Optional.of(
                    Fact.unknown(about, e.problems().stream().map(Problem::what).collect(Collectors.joining("; "))));
        }
    }
}
