package ai.invoke.release.build.frontend;

import ai.invoke.release.file.BoundedFile;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a lock file says of the package manager that wrote it. A frozen installation with another generation fails, or writes
 * the file anew. Seen with pnpm 7 to 12, npm 6 to 12, yarn 1.22 to 4.18, bun 1.4.
 */
final class LockFile {

    /** pnpm writes it in the first line, npm and bun in one of the first few. */
    private static final Pattern VERSION =
            Pattern.compile("\\blockfileVersion['\"]?+\\s*+:\\s*+['\"]?+(?<version>\\d++)(\\.(?<minor>\\d++))?+");

    private static final Pattern YARN = Pattern.compile("^\\s++version:\\s*+['\"]?+(?<version>\\d{1,6}+)['\"]?+\\s*+$");

    private static final Pattern MODERN = Pattern.compile("^__metadata:\\s*+$");
    private static final Pattern CLASSIC = Pattern.compile("^#\\s*+yarn lockfile v1\\s*+$");

    private static final String MODULES = "node_modules/";

    private static final Pattern ENTRY =
            Pattern.compile(" {2}['\"]?+/?+(?<name>@?+[A-Za-z0-9._/-]++)@(?<version>[0-9A-Za-z.-]++)['\"]?+:");

    private static final Pattern RESOLUTION =
            Pattern.compile(" {4}resolution: \\{integrity: (?<integrity>[A-Za-z0-9+/=-]++)[,}].*+");

    private static final int HEAD = 40;
    private static final int LONGEST = 200;

    /** Later generations than these are those of a yarn that is not out yet; its newest reads them best. */
    private static final int YARN_4_14 = 9;

    private static final int YARN_4_0 = 7;
    private static final int YARN_3_2 = 6;
    private static final int YARN_3_1 = 5;

    private LockFile() {}

    /**
     * Who reads a lock file.
     *
     * @param readers a range of versions; empty for any
     * @param wanted which of them to get where none is here
     */
    record Generation(Optional<String> readers, Optional<String> wanted) {

        private static final Generation ANY = new Generation(Optional.empty(), Optional.empty());

        private static Generation of(String readers, String wanted) {
            return new Generation(Optional.of(readers), Optional.of(wanted));
        }
    }

    static Generation generation(PackageManager.Kind kind, Path file) {
        return switch (kind) {
            case PNPM -> pnpm(file);
            case YARN -> yarn(file);
            case NPM ->
                number(file, "version").filter(version -> version >= 2).isPresent()
                        ? new Generation(Optional.of(">=7"), Optional.empty())
                        : Generation.ANY;
            case BUN -> bun(file);
        };
    }

    private static Generation pnpm(Path file) {
        int major = number(file, "version").orElse(0);
        if (major >= 9) {
            // 9 and all later ones write the same; 10 runs on every Node.js that is still in use.
            return Generation.of(">=9", "10");
        }
        return switch (major) {
            case 6 -> Generation.of("8", "8");
            case 5 -> number(file, "minor").orElse(0) >= 4 ? Generation.of("7", "7") : Generation.of("3 - 6", "6");
            default -> Generation.ANY;
        };
    }

    private static Generation yarn(Path file) {
        if (head(file, CLASSIC).isPresent()) {
            return Generation.of("1", "1");
        }
        if (head(file, MODERN).isEmpty()) {
            // Empty: whoever made it wants a yarn, and any will write it.
            return Generation.ANY;
        }
        int version = head(file, YARN)
                .map(found -> Integer.parseInt(found.group("version")))
                .orElse(YARN_4_0);
        if (version > YARN_4_14) {
            return Generation.of("^4.18", "^4.18");
        }
        if (version == YARN_4_14) {
            return Generation.of("4.13 - 4.17", "4.13 - 4.17");
        }
        if (version >= YARN_4_0) {
            return Generation.of("4.0 - 4.12", "4.0 - 4.12");
        }
        return switch (version) {
            case YARN_3_2 -> Generation.of("^3.2", "^3.2");
            case YARN_3_1 -> Generation.of("3.1", "3.1");
            default -> Generation.of("2 - 3.0", "2 - 3.0");
        };
    }

    private static Generation bun(Path file) {
        // The binary form is read by all.
        boolean text = String.valueOf(file.getFileName()).endsWith(".lock");
        if (!text) {
            return Generation.ANY;
        }
        return number(file, "version").orElse(0) >= 2 ? Generation.of("^1.4", "^1.4") : Generation.of("^1.2", "^1.2");
    }

    /**
     * The digest that a lock file has of an archive: npm's of what is installed at the top, pnpm's of any package, the package
     * manager itself among them.
     *
     * @param kind whose lock file it is
     * @param file the lock file
     * @param name whether a package is the one
     * @param version its version
     * @return empty when it has none; modern yarn's are of other archives than npm's
     */
    static Optional<ArchiveDigest> integrity(
            PackageManager.Kind kind, Path file, Predicate<String> name, String version) {
        return switch (kind) {
            case NPM -> npmIntegrity(file, name, version);
            case PNPM -> pnpmIntegrity(file, name, version);
            case YARN, BUN -> Optional.empty();
        };
    }

    private static Optional<ArchiveDigest> npmIntegrity(Path file, Predicate<String> name, String version) {
        for (Map.Entry<String, JsonNode> entry :
                PackageJson.read(file, BoundedFile.BY_PROGRAM).path("packages").properties()) {
            if (entry.getKey().startsWith(MODULES)
                    && name.test(entry.getKey().substring(MODULES.length()))
                    && entry.getValue().path("version").asText().equals(version)) {
                return ArchiveDigest.npm(entry.getValue().path("integrity").asText());
            }
        }
        return Optional.empty();
    }

    private static Optional<ArchiveDigest> pnpmIntegrity(Path file, Predicate<String> name, String version) {
        try (BufferedReader lines = lines(file)) {
            boolean found = false;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher resolution = RESOLUTION.matcher(line);
                if (found && resolution.matches()) {
                    return ArchiveDigest.npm(resolution.group("integrity"));
                }
                Matcher entry = ENTRY.matcher(line);
                found = entry.matches() && entry.group("version").equals(version) && name.test(entry.group("name"));
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read " + file + ": " + e), e);
        }
    }

    /** A line may be as long as the file. */
    private static BufferedReader lines(Path file) throws IOException {
        BoundedFile.check(file, BoundedFile.BY_PROGRAM);
        return Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
    }

    private static Optional<Integer> number(Path file, String group) {
        return head(file, VERSION)
                .flatMap(found -> Optional.ofNullable(found.group(group)))
                .filter(digits -> digits.length() < 10)
                .map(Integer::valueOf);
    }

    private static Optional<Matcher> head(Path file, Pattern pattern) {
        try (BufferedReader lines = lines(file)) {
            return lines.lines()
                    .limit(HEAD)
                    .map(line -> pattern.matcher(line.length() > LONGEST ? line.substring(0, LONGEST) : line))
                    .filter(Matcher::find)
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            throw new EnvironmentException(Problem.of("cannot read " + file + ": " + e), e);
        }
    }
}
