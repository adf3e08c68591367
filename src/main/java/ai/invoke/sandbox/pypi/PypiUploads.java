package ai.invoke.sandbox.pypi;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.dist.DistVerifier;
import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.dist.rule.Finding;
import ai.invoke.release.dist.rule.Rule;
import ai.invoke.release.dist.rule.metadata.DescriptionRules;
import ai.invoke.release.dist.rule.metadata.MetadataFieldRules;
import ai.invoke.release.dist.rule.metadata.MetadataValueRules;
import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.text.PythonText;
import ai.invoke.release.version.PyVersion;
import ai.invoke.sandbox.server.Digests;
import ai.invoke.sandbox.server.MultipartReader;
import ai.invoke.sandbox.server.Request;
import ai.invoke.sandbox.server.Response;
import ai.invoke.sandbox.server.SandboxStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** The legacy upload API: takes a file, or refuses it in PyPI's order and with PyPI's words. */
final class PypiUploads {

    private static final Duration OPEN_FOR_UPLOADS = Duration.ofDays(14);
    private static final int METADATA_LIMIT = 16 * 1024 * 1024;

    /** PyPI finds these by comparing the file with its name, and does not point at the specification of metadata. */
    private static final List<Rule> OF_THE_FILE = List.of(
            MetadataFieldRules.NAME_DIFFERS,
            MetadataFieldRules.VERSION_DIFFERS,
            MetadataValueRules.LICENSE_FILE,
            DescriptionRules.RENDERS);

    private final PypiOptions options;
    private final SandboxStore<PypiState> store;
    private final PypiAccess access;
    private final DistVerifier verifier = new DistVerifier();

    PypiUploads(PypiOptions options, SandboxStore<PypiState> store, PypiAccess access) {
        this.options = options;
        this.store = store;
        this.access = access;
    }

    /**
     * Takes an upload, or says why not.
     *
     * @param request a POST to the upload URL
     * @return PyPI's answer
     * @throws IOException when the client stops sending, or the disk fails
     */
    Response upload(Request request) throws IOException {
        Optional<MultipartReader> reader = MultipartReader.of(
                request.body(), request.header("content-type").orElse(""));
        if (reader.isEmpty()) {
            return help();
        }
        Path spool = Files.createTempDirectory(store.folder().resolve("incoming"), "upload-");
        try {
            UploadRequest upload = UploadRequest.read(reader.get(), spool.resolve("content"));
            String action = request.parameters().getOrDefault(":action", upload.text(":action"));
            return switch (action) {
                case "file_upload" -> fileUpload(request, upload, spool);
                case "submit", "submit_pkg_info", "doc_upload" -> PypiErrors.refuse(request, 410, "");
                default -> help();
            };
        } finally {
            remove(spool);
        }
    }

    /** What PyPI shows to those who come without a known action: a success by its status, but nothing was stored. */
    Response help() {
        return Response.text(
                200,
                "text/html; charset=UTF-8",
                "<!DOCTYPE html>\n<html><head><title>Upload</title></head><body><p>This is the upload endpoint of a"
                        + " package index. It is meant for tools and not for browsers.</p></body></html>\n");
    }

    private Response fileUpload(Request request, UploadRequest upload, Path spool) throws IOException {
        try {
            PypiAccess.Identity identity = access.identity(request);
            PypiRefusal.when(UploadRules.form(upload));
            PypiRefusal.when(UploadRules.metadata(upload));
            if (upload.content().isEmpty()) {
                throw new PypiRefusal(400, "Upload payload does not have a file.");
            }
            UploadRequest.Content content = upload.content().get();
            access.mayUpload(identity, upload.text("name"));
            PypiRefusal.when(UploadRules.fileName(content, upload.text("filetype")));
            sizes(upload, content);
            PypiRefusal.when(UploadRules.digests(upload, content.digests()));
            synchronized (store.lock()) {
                if (isStoredAlready(content)) {
                    return PypiErrors.ok(request);
                }
                takesNewFiles(upload);
            }
            Path named = spool.resolve(content.fileName());
            AtomicFile.place(spool.resolve("content"), named);
            PypiRefusal.when(UploadRules.formAgainstFileName(upload, content.fileName()));
            PypiRefusal.when(firstRefusal(verifier.verify(named)));
            PypiRefusal.when(upload.first("attestations")
                    .flatMap(attestations -> AttestationRules.objection(
                            attestations, content.fileName(), content.digests().sha256(), !identity.user())));
            synchronized (store.lock()) {
                // Somebody else may have been faster while this file was being verified.
                if (!isStoredAlready(content)) {
                    takesNewFiles(upload);
                    keep(request, upload, content, named);
                }
            }
            return PypiErrors.ok(request);
        } catch (PypiRefusal e) {
            return PypiErrors.refuse(request, e.status(), String.valueOf(e.getMessage()));
        }
    }

    private void sizes(UploadRequest upload, UploadRequest.Content content) throws PypiRefusal {
        long size = content.digests().size();
        String project = PythonText.repr(upload.text("name"));
        if (size > options.maxFileSize()) {
            throw new PypiRefusal(
                    400,
                    "File too large. Limit for project " + project + " is " + (options.maxFileSize() >> 20)
                            + " MB. See https://docs.pypi.org/project-management/storage-limits for more"
                            + " information.");
        }
        long total;
        synchronized (store.lock()) {
            total = store.state().files(upload.text("name")).stream()
                    .mapToLong(one -> one.digests().size())
                    .sum();
        }
        if (total + size > options.maxProjectSize()) {
            throw new PypiRefusal(
                    400,
                    "Project size too large. Limit for project " + project + " total size is "
                            + (options.maxProjectSize() >> 30)
                            + " GB. See https://docs.pypi.org/project-management/storage-limits for more"
                            + " information.");
        }
    }

    private boolean isStoredAlready(UploadRequest.Content content) throws PypiRefusal {
        Digests digests = content.digests();
        for (PypiState.StoredFile one : store.state().files) {
            boolean sameName = one.fileName().equals(content.fileName());
            boolean sameBytes = one.digests().blake2().equals(digests.blake2());
            if (sameName && sameBytes) {
                return true;
            }
            if (sameName || sameBytes) {
                throw new PypiRefusal(
                        400,
                        "File already exists (" + PythonText.repr(content.fileName()) + ", with blake2_256 hash "
                                + PythonText.repr(digests.blake2())
                                + "). See https://pypi.org/help/#file-name-reuse for more information.");
            }
        }
        if (store.state().deletedFileNames.contains(content.fileName())) {
            throw new PypiRefusal(
                    400,
                    "This filename was previously used by a file that has since been deleted. Use a different"
                            + " version. See https://pypi.org/help/#file-name-reuse for more information.");
        }
        return false;
    }

    private void takesNewFiles(UploadRequest upload) throws PypiRefusal {
        Optional<PypiState.Release> release =
                store.state().release(upload.text("name"), PyVersion.parse(upload.text("version")));
        if (release.isEmpty()) {
            return;
        }
        Instant created = Instant.parse(release.get().created());
        if (created.plus(OPEN_FOR_UPLOADS).isBefore(options.clock().instant())) {
            throw new PypiRefusal(400, "Uploading new files to releases older than 14 days is not allowed.");
        }
        boolean second = upload.text("filetype").equals("sdist")
                && store.state().files(release.get()).stream()
                        .anyMatch(one -> one.fileType().equals("sdist"));
        if (second) {
            throw new PypiRefusal(400, "Only one sdist may be uploaded per release.");
        }
    }

    private static Optional<String> firstRefusal(List<Finding> findings) {
        return findings.stream()
                .filter(Finding::enforcedByPypi)
                .findFirst()
                .flatMap(finding -> finding.pypi()
                        .map(words -> isAboutMetadata(finding) ? UploadRules.withSpecification(words) : words));
    }

    private static boolean isAboutMetadata(Finding finding) {
        return finding.rule().startsWith("MD-")
                && OF_THE_FILE.stream().map(Rule::id).noneMatch(finding.rule()::equals);
    }

    private void keep(Request request, UploadRequest upload, UploadRequest.Content content, Path named)
            throws IOException {
        String now = options.clock().instant().toString();
        String normal = ProjectName.normalize(upload.text("name"));
        PyVersion version = PyVersion.parse(upload.text("version"));
        PypiState.Project project = store.state().projects.get(normal);
        PypiState.Release release = store.state().release(normal, version).orElse(null);
        if (release == null) {
            Map<String, List<String>> metadata = new LinkedHashMap<>(upload.fields());
            metadata.keySet()
                    .removeAll(Set.of(
                            ":action",
                            "protocol_version",
                            "filetype",
                            "pyversion",
                            "md5_digest",
                            "sha256_digest",
                            "blake2_256_digest",
                            "comment",
                            "attestations"));
            release = new PypiState.Release(normal, version.normalized(), now, Optional.empty(), metadata);
        }
        Optional<byte[]> coreMetadata = content.fileName().endsWith(".whl") ? coreMetadata(named) : Optional.empty();
        PypiState.StoredFile stored = new PypiState.StoredFile(
                normal,
                release.version(),
                content.fileName(),
                upload.text("filetype"),
                upload.first("pyversion").orElse("source"),
                upload.text("requires_python"),
                content.digests(),
                now,
                store.state().serial + 1,
                coreMetadata.map(Sha256::of),
                request.header("user-agent").orElse(""));
        Path target = store.folder().resolve("files").resolve(stored.path());
        Files.createDirectories(target.getParent());
        if (coreMetadata.isPresent()) {
            Files.write(target.resolveSibling(content.fileName() + ".metadata"), coreMetadata.get());
        }
        Optional<String> attestations = upload.first("attestations");
        if (attestations.isPresent()) {
            Files.writeString(
                    target.resolveSibling(content.fileName() + ".provenance"),
                    AttestationRules.provenance(attestations.get(), publisher(normal)));
        }
        AtomicFile.place(named, target);
        store.state().serial++;
        store.state()
                .projects
                .put(normal, new PypiState.Project(upload.text("name"), project == null ? now : project.created()));
        if (!store.state().releases.contains(release)) {
            store.state().releases.add(release);
        }
        store.state().files.add(stored);
        store.save();
    }

    private Optional<RegisteredPublisher> publisher(String project) {
        return options.publishers().stream()
                .filter(publisher -> ProjectName.normalize(publisher.project()).equals(project))
                .findFirst();
    }

    private static Optional<byte[]> coreMetadata(Path wheel) throws IOException {
        try (ZipFile zip = new ZipFile(wheel.toFile())) {
            List<? extends ZipEntry> entries = zip.stream()
                    .filter(entry -> entry.getName().matches("[^/]+\\.dist-info/METADATA"))
                    .toList();
            if (entries.isEmpty()) {
                return Optional.empty();
            }
            try (InputStream in = zip.getInputStream(entries.get(0))) {
                return Optional.of(in.readNBytes(METADATA_LIMIT));
            }
        } catch (ZipException e) {
            // PyPI takes a few archives that the JDK does not open; they are served without separate metadata.
            return Optional.empty();
        }
    }

    private static void remove(Path spool) throws IOException {
        try (Stream<Path> left = Files.list(spool)) {
            for (Path one : left.toList()) {
                Files.delete(one);
            }
        }
        Files.delete(spool);
    }
}
