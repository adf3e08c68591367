package ai.invoke.release.dist.content;

import ai.invoke.release.dist.tar.GzipInput;
import ai.invoke.release.dist.tar.TarFormatException;
import ai.invoke.release.dist.tar.TarMember;
import ai.invoke.release.dist.tar.TarReader;
import ai.invoke.release.dist.tar.UnpackedTooLongException;
import ai.invoke.release.dist.zip.ZipArchive;
import ai.invoke.release.dist.zip.ZipFormatException;
import ai.invoke.release.dist.zip.ZipLimits;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipException;

/**
 * Reads a {@code .tar.gz} sdist into its model: one pass over the bytes, nothing written to disk, and no member held in
 * memory except PKG-INFO and pyproject.toml.
 */
public final class SdistReader {

    private static final TarReader.Rest NOTHING = new TarReader.Rest(0, false);
    private static final int MAX_TEXTS = 16;
    private static final int MAX_TEXT_BYTES = 16 << 20;

    private final ContentLimits limits;

    /**
     * Creates a reader.
     *
     * @param limits how much of an archive is looked at
     */
    public SdistReader(ContentLimits limits) {
        this.limits = limits;
    }

    /**
     * Reads an sdist, however broken.
     *
     * @param file the sdist
     * @return its model
     * @throws IOException when the file itself cannot be read
     */
    public SdistContents read(Path file) throws IOException {
        String fileName = String.valueOf(file.getFileName());
        Optional<DistFileName.Sdist> name = DistFileName.tryParse(fileName).map(DistFileName.Sdist.class::cast);
        long size = Files.size(file);
        if (!fileName.endsWith(".tar.gz")) {
            return new SdistContents(
                    fileName, name, size, unreadable("only the name of a .tar.gz file promises a gzip-compressed tar"));
        }
        boolean zip = isZip(file);
        boolean plainTar = isPlainTar(file);
        try (InputStream in = Files.newInputStream(file)) {
            return new SdistContents(fileName, name, size, new Inspection(size, zip, plainTar).run(in));
        } catch (RuntimeException unexpected) {
            // One file that this reader stumbles over must not hide what is found in the others.
            return new SdistContents(fileName, name, size, unreadable("unexpected " + unexpected));
        }
    }

    private static SdistContents.Archive unreadable(String problem) {
        return new SdistContents.Archive(
                Optional.of(problem), Optional.empty(), NOTHING, 0, false, true, false, List.of(), ReadContent.none());
    }

    private static boolean isZip(Path file) throws IOException {
        try (ZipArchive zip = ZipArchive.open(file, new ZipLimits(0, 0))) {
            return zip.size() > 0;
        } catch (ZipFormatException notAZip) {
            return notAZip.endFound();
        }
    }

    private static boolean isPlainTar(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new TarReader(in).next().isPresent();
        } catch (TarFormatException noTar) {
            return noTar.isDisputed();
        }
    }

    /** The state of looking at one archive. */
    private final class Inspection {

        private final boolean zip;
        private final boolean plainTar;
        private final List<TarMember> members = new ArrayList<>();
        private final Map<String, byte[]> texts = new LinkedHashMap<>();
        private final Map<String, Set<Mark>> marks = new LinkedHashMap<>();
        private final MarkScanner scanner = new MarkScanner();
        private final List<String> unread = new ArrayList<>();
        private final byte[] chunk = new byte[1 << 16];
        private final long most;
        private long budget;
        private long names;
        private long textBytes;
        private boolean exploded;
        private boolean complete = true;

        Inspection(long size, boolean zip, boolean plainTar) {
            this.zip = zip;
            this.plainTar = plainTar;
            this.budget = limits.budget(size);
            this.most = limits.tarBudget(size);
        }

        SdistContents.Archive run(InputStream in) throws IOException {
            Optional<SdistContents.Archive.Damage> damage = Optional.empty();
            TarReader.Rest rest = NOTHING;
            long trailing = 0;
            try (GzipInput gzip = new GzipInput(in, most)) {
                TarReader tar = new TarReader(gzip);
                for (Optional<TarMember> next = tar.next(); next.isPresent(); next = tar.next()) {
                    if (!take(tar, next.get())) {
                        break;
                    }
                }
                if (complete && !exploded) {
                    // To the end of the gzip stream, so that its checksum is verified and what follows it is counted.
                    rest = tar.rest();
                    trailing = gzip.trailing();
                }
                damage = gzip.dispute().map(why -> new SdistContents.Archive.Damage(why, false, true));
            } catch (UnpackedTooLongException bomb) {
                exploded = true;
            } catch (TarFormatException damaged) {
                damage = Optional.of(new SdistContents.Archive.Damage(
                        String.valueOf(damaged.getMessage()),
                        damaged.stopsPython() && (!members.isEmpty() || plainTar),
                        damaged.isDisputed()));
            } catch (ZipException | EOFException damaged) {
                damage = Optional.of(new SdistContents.Archive.Damage(
                        String.valueOf(damaged.getMessage()), !members.isEmpty() || plainTar, false));
            }
            Optional<String> problem = members.isEmpty() && !exploded
                    ? damage.map(SdistContents.Archive.Damage::reason).or(() -> Optional.of("it is empty"))
                    : Optional.empty();
            return new SdistContents.Archive(
                    problem,
                    damage,
                    rest,
                    trailing,
                    zip,
                    complete,
                    exploded,
                    members,
                    new ReadContent(texts, Map.of(), marks, unread));
        }

        /** Returns false when a limit is reached. */
        private boolean take(TarReader tar, TarMember member) throws IOException {
            names += member.path().length() + member.link().length();
            if (members.size() == limits.entries() || names > limits.nameBytes()) {
                complete = false;
                return false;
            }
            members.add(member);
            if (member.kind() != TarMember.Kind.FILE) {
                return true;
            }
            if (member.size() > budget) {
                exploded = true;
                return false;
            }
            budget -= member.size();
            ByteArrayOutputStream text = keeps(member) ? new ByteArrayOutputStream() : null;
            textBytes += text == null ? 0 : member.size();
            scanner.begin(member.path(), member.size());
            for (int count = tar.read(chunk, 0, chunk.length); count >= 0; count = tar.read(chunk, 0, chunk.length)) {
                scanner.feed(chunk, count);
                if (text != null) {
                    text.write(chunk, 0, count);
                }
            }
            Set<Mark> found = scanner.marks();
            if (!found.isEmpty()) {
                marks.put(member.path(), found);
            }
            if (text != null) {
                texts.put(SdistContents.clean(member.path()), text.toByteArray());
            }
            return true;
        }

        private boolean keeps(TarMember member) {
            String path = SdistContents.clean(member.path());
            String name = path.substring(path.indexOf('/') + 1);
            if (!name.equals("PKG-INFO") && !name.equals("pyproject.toml")) {
                return false;
            }
            boolean kept = member.size() <= limits.text()
                    && textBytes + member.size() <= MAX_TEXT_BYTES
                    && (texts.containsKey(path) || texts.size() < MAX_TEXTS);
            if (!kept) {
                // Not an earlier member's content under this name either.
                texts.remove(path);
                unread.add(member.path());
            }
            return kept;
        }
    }
}
