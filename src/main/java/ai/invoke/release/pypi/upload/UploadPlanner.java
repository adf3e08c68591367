package ai.invoke.release.pypi.upload;

import ai.invoke.release.dist.content.Distribution;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.pypi.index.IndexFile;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.pypi.index.ProjectPage;
import ai.invoke.release.text.Bytes;
import ai.invoke.release.text.Printable;
import ai.invoke.release.version.PyVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides about all files of a release before the first byte leaves: the index keeps what it gets for ever. A pure function
 * of what the index shows, the files and the time.
 */
public final class UploadPlanner {

    /** PyPI takes no new file into a release that is older (warehouse, {@code MAXIMUM_AGE_FOR_NEW_UPLOADS_DAYS}). */
    private static final Duration OPEN = Duration.ofDays(14);

    /** What PyPI gives a project unless it asks for more (warehouse, {@code constants.py}). */
    private static final long PROJECT_LIMIT = 10L << 30;

    private static final long FILE_LIMIT = 100L << 20;

    private UploadPlanner() {}

    /**
     * Compares the files with the index and decides what to upload.
     *
     * @param index where the files go
     * @param page what the index shows of the project
     * @param files the files of one release, of one project
     * @param now the present
     * @return the decisions with all reasons to stop, not only the first
     */
    public static IndexPlan plan(PackageIndex index, ProjectPage page, List<UploadFile> files, Instant now) {
        List<IndexDecision> decisions = UploadFile.inOrder(files).stream()
                .map(file -> decide(page, file))
                .toList();
        List<Problem> stops = new ArrayList<>();
        List<Problem> warnings = new ArrayList<>();
        for (IndexDecision decision : decisions) {
            if (decision instanceof IndexDecision.Conflict conflict) {
                stops.add(conflict(index, conflict));
            }
        }
        List<UploadFile> missing = decisions.stream()
                .filter(IndexDecision.Upload.class::isInstance)
                .map(IndexDecision::file)
                .toList();
        if (!missing.isEmpty()) {
            List<IndexFile> release = release(page, missing.get(0));
            age(index, release, missing, now).ifPresent(stops::add);
            secondSdist(index, release, missing).ifPresent(stops::add);
            status(index, page, missing.get(0)).ifPresent(stops::add);
            sizes(index, page, missing, warnings);
        }
        yanked(index, page, files).ifPresent(warnings::add);
        return new IndexPlan(decisions, stops, warnings);
    }

    private static IndexDecision decide(ProjectPage page, UploadFile file) {
        Optional<IndexFile> present = page.file(file.name());
        if (present.isEmpty()) {
            return new IndexDecision.Upload(file);
        }
        IndexFile.Hashes hashes = present.get().hashes();
        return file.compare(hashes) == UploadFile.Likeness.SAME
                ? new IndexDecision.Done(file, hashes.strongest().orElseThrow())
                : new IndexDecision.Conflict(file, present.get());
    }

    private static Problem conflict(PackageIndex index, IndexDecision.Conflict conflict) {
        UploadFile file = conflict.file();
        IndexFile.Hashes hashes = conflict.present().hashes();
        String theirs = hashes.strongest()
                .map(digest -> " with other bytes: " + digest + " there, " + file.counterpart(hashes) + " here.")
                .orElse(" and tells no digest of it, so it cannot be told whether it is this file.");
        return at(file, Problem.of(index.title() + " already has " + file.name() + theirs))
                .next(
                        "raise the version and release that, or rebuild the very same bytes; a file name can never be used again");
    }

    private static Optional<Problem> age(
            PackageIndex index, List<IndexFile> release, List<UploadFile> missing, Instant now) {
        return release.stream()
                .flatMap(file -> file.uploaded().stream())
                .min(Instant::compareTo)
                .filter(first -> first.plus(OPEN).isBefore(now))
                .map(first -> at(
                                missing.get(0),
                                Problem.of(index.title() + " got the first file of version "
                                        + missing.get(0).version() + " at " + first
                                        + " and accepts no new file in a release older than 14 days; missing there: "
                                        + names(missing)))
                        .next("raise the version and release that"));
    }

    private static Optional<Problem> secondSdist(
            PackageIndex index, List<IndexFile> release, List<UploadFile> missing) {
        Optional<UploadFile> ours = missing.stream()
                .filter(file -> file.distribution().kind() == Distribution.Kind.SDIST)
                .findFirst();
        Optional<IndexFile> theirs =
                release.stream().filter(file -> isSdist(file.name())).findFirst();
        if (ours.isEmpty() || theirs.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(at(
                        ours.get(),
                        Problem.of(index.title() + " already has the sdist "
                                + theirs.get().name() + " for this version and accepts only one"))
                .next("raise the version and release that"));
    }

    private static Optional<Problem> status(PackageIndex index, ProjectPage page, UploadFile file) {
        return page.status()
                .filter(status -> status.equals("archived") || status.equals("quarantined"))
                .map(status -> Problem.of("the project " + file.project() + " is " + status + " at " + index.title()
                                + " and accepts no files")
                        .next("let an owner of the project look at its settings"));
    }

    private static void sizes(PackageIndex index, ProjectPage page, List<UploadFile> missing, List<Problem> warnings) {
        long present = page.files().stream()
                .flatMap(file -> file.size().stream())
                .filter(size -> size > 0)
                .mapToLong(Long::longValue)
                .sum();
        long coming = missing.stream().mapToLong(file -> file.size()).sum();
        if (present + coming > PROJECT_LIMIT) {
            warnings.add(Problem.of("with these files the project has " + Bytes.text(present + coming) + " at "
                            + index.title() + "; its limit is " + Bytes.text(PROJECT_LIMIT) + " unless it was raised")
                    .next("delete old development releases, or ask for more"));
        }
        for (UploadFile file : missing) {
            if (file.size() > FILE_LIMIT) {
                warnings.add(
                        at(
                                        file,
                                        Problem.of("the file has "
                                                + Bytes.text(file.size()) + "; the limit of " + index.title()
                                                + " is " + Bytes.text(FILE_LIMIT)
                                                + " unless it was raised for the project."))
                                .next(
                                        "make sure that the limit was raised: https://docs.pypi.org/project-management/storage-limits/"));
            }
        }
    }

    private static Optional<Problem> yanked(PackageIndex index, ProjectPage page, List<UploadFile> files) {
        if (files.isEmpty()) {
            return Optional.empty();
        }
        return release(page, files.get(0)).stream()
                .filter(file -> file.yanked().isPresent())
                .findFirst()
                .map(file -> Problem.of("version " + files.get(0).version() + " is yanked at " + index.title()
                                + file.yanked()
                                        .filter(reason -> !reason.isBlank())
                                        .map(reason -> " (" + Printable.prose(reason, 200) + ")")
                                        .orElse("")
                                + ": installers skip it")
                        .next("raise the version, or un-yank the release on its page"));
    }

    /** The files that the index shows for the same version; PyPI compares versions, not their spelling. */
    private static List<IndexFile> release(ProjectPage page, UploadFile file) {
        Optional<PyVersion> version = PyVersion.tryParse(file.version());
        return version.isEmpty()
                ? List.of()
                : page.files().stream()
                        .filter(other -> other.version(file.project()).equals(version))
                        .toList();
    }

    private static boolean isSdist(String name) {
        return name.endsWith(".tar.gz") || name.endsWith(".zip") || name.endsWith(".tar.bz2");
    }

    private static Problem at(UploadFile file, Problem problem) {
        return problem.at(Location.of(file.distribution().path().toString()));
    }

    private static String names(List<UploadFile> files) {
        return String.join(", ", files.stream().map(UploadFile::name).toList());
    }
}
