package ai.invoke.sandbox.pypi;

import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.version.PyVersion;
import ai.invoke.sandbox.server.Digests;
import com.fasterxml.jackson.annotation.JsonAutoDetect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Everything an index remembers; written to disk after each change. Guarded by the lock of the {@link SandboxPypi} that owns it. */
@JsonAutoDetect(
        fieldVisibility = JsonAutoDetect.Visibility.ANY,
        getterVisibility = JsonAutoDetect.Visibility.NONE,
        isGetterVisibility = JsonAutoDetect.Visibility.NONE)
final class PypiState {

    /** Counts changes, as PyPI's {@code X-PyPI-Last-Serial}. */
    long serial;

    final Map<String, Project> projects = new LinkedHashMap<>();
    final List<Release> releases = new ArrayList<>();
    final List<StoredFile> files = new ArrayList<>();
    final Set<String> deletedFileNames = new TreeSet<>();
    /** By SHA-256 of the token: the state must hold nothing that can be used. */
    final Map<String, MintedToken> minted = new LinkedHashMap<>();

    final Set<String> usedTokenIds = new TreeSet<>();
    /** Normalised names of projects that administrators keep from everybody (PEP 792). */
    final Set<String> quarantined = new TreeSet<>();

    /** A project under the name it was last uploaded with. */
    record Project(String name, String created) {}

    /** A version of a project; its metadata is that of its first file. */
    record Release(
            String project,
            String version,
            String created,
            Optional<String> yanked,
            Map<String, List<String>> metadata) {

        PyVersion parsed() {
            return PyVersion.parse(version);
        }
    }

    /** A file; {@code serial} is that of its upload. */
    record StoredFile(
            String project,
            String version,
            String fileName,
            String fileType,
            String pythonVersion,
            String requiresPython,
            Digests digests,
            String uploaded,
            long serial,
            Optional<String> metadataSha256,
            String uploadedVia) {

        /** The same file with other bytes. */
        StoredFile with(Digests other) {
            return new StoredFile(
                    project,
                    version,
                    fileName,
                    fileType,
                    pythonVersion,
                    requiresPython,
                    other,
                    uploaded,
                    serial,
                    metadataSha256,
                    uploadedVia);
        }

        /** The same file under another name. */
        StoredFile named(String other) {
            return new StoredFile(
                    project,
                    version,
                    other,
                    fileType,
                    pythonVersion,
                    requiresPython,
                    digests,
                    uploaded,
                    serial,
                    metadataSha256,
                    uploadedVia);
        }

        /** Where the bytes are, below the index's folder and in its URLs, as on files.pythonhosted.org. */
        String path() {
            String hash = digests.blake2();
            return hash.substring(0, 2) + "/" + hash.substring(2, 4) + "/" + hash.substring(4) + "/" + fileName;
        }
    }

    /** A token of a trusted publisher. */
    record MintedToken(long expires, Set<String> projects) {}

    Optional<Project> project(String name) {
        return Optional.ofNullable(projects.get(ProjectName.normalize(name)));
    }

    List<StoredFile> files(String project) {
        String normal = ProjectName.normalize(project);
        return files.stream().filter(file -> file.project().equals(normal)).toList();
    }

    List<Release> releases(String project) {
        String normal = ProjectName.normalize(project);
        return releases.stream()
                .filter(release -> release.project().equals(normal))
                .toList();
    }

    Optional<Release> release(String project, PyVersion version) {
        return releases(project).stream()
                .filter(release -> release.parsed().equals(version))
                .findFirst();
    }

    List<StoredFile> files(Release release) {
        return files(release.project()).stream()
                .filter(file -> file.version().equals(release.version()))
                .toList();
    }

    Optional<StoredFile> file(String fileName) {
        return files.stream().filter(file -> file.fileName().equals(fileName)).findFirst();
    }
}
