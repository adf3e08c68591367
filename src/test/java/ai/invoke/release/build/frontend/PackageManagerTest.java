package ai.invoke.release.build.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageManagerTest {

    @TempDir
    private Path root;

    private Path frontend;

    @BeforeEach
    void aFrontendInARepository() throws IOException {
        frontend = Files.createDirectories(root.resolve("web"));
        Files.createDirectories(root.resolve(".git"));
        Files.writeString(frontend.resolve("package.json"), "{}");
    }

    @Test
    void theLockFileBesidePackageJsonGoesBeforeAnotherManagersAtTheTop() throws IOException {
        Files.writeString(root.resolve("pnpm-lock.yaml"), "lockfileVersion: '9.0'\n");
        Files.writeString(root.resolve("yarn.lock"), "");
        Path own = Files.writeString(frontend.resolve("package-lock.json"), "{}");

        PackageManager manager = PackageManager.of(frontend);

        assertThat(manager.kind()).isEqualTo(PackageManager.Kind.NPM);
        assertThat(manager.lockFile()).contains(own);
        assertThat(manager.wanted()).isEqualTo("npm");
    }

    @Test
    void aWorkspaceHasTheLockFileAtItsTop() throws IOException {
        Path top = Files.writeString(root.resolve("pnpm-lock.yaml"), "lockfileVersion: '9.0'\n");

        PackageManager manager = PackageManager.of(frontend);

        assertThat(manager.kind()).isEqualTo(PackageManager.Kind.PNPM);
        assertThat(manager.lockFile()).contains(top);
        assertThat(manager.wanted()).isEqualTo("pnpm@10");
    }

    @Test
    void aWorkspaceMayNameItsManagerAtItsTopOnly() throws IOException {
        Files.writeString(
                root.resolve("package.json"), "{\"packageManager\": \"yarn@4.9.1\", \"workspaces\": [\"web\"]}");
        Path top = Files.writeString(root.resolve("yarn.lock"), "");

        PackageManager manager = PackageManager.of(frontend);

        assertThat(manager.wanted()).isEqualTo("yarn@4.9.1");
        assertThat(manager.exact()).isTrue();
        assertThat(manager.lockFile()).contains(top);
    }

    @Test
    void whatLiesAboveTheWorkTreeIsSomebodyElses() throws IOException {
        Files.delete(root.resolve(".git"));
        Files.createDirectories(frontend.resolve(".git"));
        Files.writeString(root.resolve("yarn.lock"), "");

        assertThat(PackageManager.of(frontend).kind()).isEqualTo(PackageManager.Kind.NPM);
    }

    @Test
    void theFieldGoesBeforeTheLockFileOfAnotherManager() throws IOException {
        Files.writeString(frontend.resolve("package.json"), "{\"packageManager\": \"yarn@4.9.1\"}");
        Files.writeString(frontend.resolve("package-lock.json"), "{}");

        PackageManager manager = PackageManager.of(frontend);

        assertThat(manager.wanted()).isEqualTo("yarn@4.9.1");
        assertThat(manager.lockFile()).isEmpty();
    }

    @Test
    void aForeignLockFileBesidePackageJsonIsNamedUnlessThereIsAKnownOneThere() throws IOException {
        Path bun = Files.writeString(frontend.resolve("bun.lock"), "{}");

        assertThat(PackageManager.of(frontend).foreignLock()).isEqualTo(Optional.of(bun));

        Files.writeString(frontend.resolve("yarn.lock"), "");

        assertThat(PackageManager.of(frontend).foreignLock()).isEmpty();
        assertThat(PackageManager.of(frontend).kind()).isEqualTo(PackageManager.Kind.YARN);
    }
}
