package ai.invoke.release.git.remote;

import ai.invoke.release.git.Repo;
import ai.invoke.release.git.Tag;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.text.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Creates or moves one annotated tag at a remote, as one compare-and-swap of one ref: at no moment is the tag gone, and
 * nobody's newer tag is lost. The tag of the clone follows when the remote has taken it, and not before, so that every
 * failure leaves the clone's refs as they were.
 */
public final class TagPush {

    private final Repo repo;
    private final Remote remote;
    private final RemoteAccess access;

    /**
     * Creates a push.
     *
     * @param repo the clone; must stay open
     * @param remote where to push
     * @param access who signs
     */
    public TagPush(Repo repo, Remote remote, RemoteAccess access) {
        this.repo = repo;
        this.remote = remote;
        this.access = access;
    }

    /**
     * What came of it.
     *
     * @param tag the tag as the remote has it now, or would have it after a dry run
     * @param signed whether it carries a signature
     * @param reused whether the clone had it already, so that it was pushed as it was
     * @param note what went wrong with the tag of the clone, after the remote had taken it
     */
    public record Result(Tag tag, boolean signed, boolean reused, Optional<Problem> note) {}

    private record Prepared(ObjectId id, boolean signed, boolean reused) {}

    /**
     * Pushes the tag if the remote still has the expected one.
     *
     * @param request the tag
     * @param expected the tag that the remote has, as {@link Remote#look} told; empty when it must have none
     * @param dryRun whether to do everything but the push and to leave nothing behind
     * @return what came of it
     * @throws ProjectException when the remote's tag was moved meanwhile, when the remote refuses, or when the tag cannot be
     *     made or signed
     * @throws EnvironmentException when the remote cannot be reached, or nobody knows what it did
     */
    public Result run(TagRequest request, Optional<Tag> expected, boolean dryRun) {
        Optional<Tag> local = repo.tag(request.name());
        Prepared prepared = prepare(request, local, dryRun);
        Remote.Answer answer = remote.push(request.name(), prepared.id(), expected.map(Tag::objectId), dryRun);
        if (answer instanceof Remote.Answer.Unknown unknown) {
            settle(request, expected, prepared, unknown.trouble(), dryRun);
        } else if (answer instanceof Remote.Answer.Moved) {
            throw moved(request, expected, remote.look().tag(request.name()));
        } else if (answer instanceof Remote.Answer.Refused refused) {
            throw refused(request, expected, refused);
        }
        Optional<Problem> note = dryRun ? Optional.empty() : follow(request, local, prepared);
        return new Result(
                new Tag(request.name(), prepared.id().name(), request.commit()),
                prepared.signed(),
                prepared.reused(),
                note);
    }

    private Prepared prepare(TagRequest request, Optional<Tag> local, boolean dryRun) {
        Repository repository = repo.jgit();
        boolean sign = request.signing() == TagRequest.Signing.ALWAYS
                || (request.signing() == TagRequest.Signing.AS_CONFIGURED && TagSigner.configured(remote.settings()));
        if (local.isPresent()
                && local.get().annotated()
                && local.get().peeledId().equals(request.commit())) {
            Optional<Boolean> signed = usable(repository, request, local.get());
            if (signed.isPresent() && (signed.get() || !sign)) {
                // Somebody has made it with care; a new one would only have another time.
                return new Prepared(ObjectId.fromString(local.get().objectId()), signed.get(), true);
            }
        }
        TagObject object = TagObject.of(repository, remote.settings(), access, request);
        return new Prepared(dryRun ? object.id() : object.store(repository), object.signed(), false);
    }

    /** Whether the clone's tag is one tag object of that very name, and then whether it is signed. */
    private static Optional<Boolean> usable(Repository repository, TagRequest request, Tag local) {
        try (RevWalk walk = new RevWalk(repository)) {
            RevObject object = walk.parseAny(ObjectId.fromString(local.objectId()));
            if (!(object instanceof RevTag tag)
                    || !tag.getTagName().equals(request.name())
                    || !tag.getObject().name().equals(request.commit())) {
                return Optional.empty();
            }
            byte[] signature = tag.getRawGpgSignature();
            return Optional.of(signature != null && signature.length > 0);
        } catch (IOException e) {
            throw Repo.unreadable("tag " + request.name(), e);
        }
    }

    /** The connection broke at some moment: the remote itself knows whether it took the tag. */
    private void settle(
            TagRequest request, Optional<Tag> expected, Prepared prepared, ReleaseException trouble, boolean dryRun) {
        Optional<Tag> now;
        try {
            now = remote.look().tag(request.name());
        } catch (ReleaseException e) {
            if (dryRun) {
                throw trouble;
            }
            List<Problem> problems = new ArrayList<>(trouble.problems());
            problems.add(Problem.of("so it is not known whether " + remote.address() + " has taken the tag "
                            + request.name() + "; the clone is unchanged")
                    .next("run the same command again: it looks first"));
            throw trouble instanceof ProjectException
                    ? new ProjectException(problems)
                    : new EnvironmentException(problems);
        }
        if (now.map(Tag::objectId).equals(expected.map(Tag::objectId))) {
            throw trouble;
        }
        if (now.filter(tag -> tag.objectId().equals(prepared.id().name())).isEmpty()) {
            throw moved(request, expected, now);
        }
    }

    private ProjectException moved(TagRequest request, Optional<Tag> expected, Optional<Tag> now) {
        return new ProjectException(Problem.of("the tag " + request.name() + " at " + remote.address()
                        + " was changed meanwhile: it was " + described(expected) + ", and is now " + described(now)
                        + "; it was left as it is")
                .next("find out who changed it; then run the same command again, which shows what it replaces"));
    }

    private String described(Optional<Tag> tag) {
        return tag.map(known -> known.objectId().substring(0, 10)
                        + (known.annotated() ? " for commit " + known.peeledId().substring(0, 10) : "")
                        + repo.commit(known.peeledId())
                                .map(commit -> " (" + Printable.of(commit.subject()) + ")")
                                .orElse(""))
                .orElse("not there");
    }

    private ProjectException refused(TagRequest request, Optional<Tag> expected, Remote.Answer.Refused refused) {
        Optional<Tag> now;
        try {
            now = remote.look().tag(request.name());
        } catch (ReleaseException e) {
            // What the remote said is the better message; that it was not there for another question is not.
            now = expected;
        }
        if (!now.map(Tag::objectId).equals(expected.map(Tag::objectId))) {
            return moved(request, expected, now);
        }
        String words = String.join("; ", refused.messages());
        String all = LetterCase.lower(refused.why() + " " + words);
        String advice;
        if (all.contains("creations being restricted") || all.contains("immutable release")) {
            advice = "the tag was used by an immutable release and can never be used again: release a higher version";
        } else if (all.contains("gh013") || all.contains("protected") || all.contains("rule violations")) {
            advice = "a rule protects the tag: push with an account that may bypass it, or change the rule in the"
                    + " settings of the repository";
        } else {
            advice = "a hook or a setting of the remote rejected it; ask its administrator";
        }
        return new ProjectException(Problem.of(remote.address() + " refuses the tag " + request.name() + ": "
                        + refused.why() + (words.isEmpty() ? "" : " (" + words + ")")
                        + "; nothing was changed")
                .next(advice));
    }

    /** The clone's tag becomes what the remote has. */
    private Optional<Problem> follow(TagRequest request, Optional<Tag> local, Prepared prepared) {
        if (local.filter(tag -> tag.objectId().equals(prepared.id().name())).isPresent()) {
            return Optional.empty();
        }
        String why;
        try {
            RefUpdate update = repo.jgit().updateRef(Constants.R_TAGS + request.name());
            update.setNewObjectId(prepared.id());
            update.setExpectedOldObjectId(
                    local.map(tag -> ObjectId.fromString(tag.objectId())).orElse(ObjectId.zeroId()));
            update.setForceUpdate(true);
            update.disableRefLog();
            RefUpdate.Result result = update.update();
            why = switch (result) {
                case NEW, FORCED, FAST_FORWARD, NO_CHANGE -> "";
                default -> LetterCase.lower(result.name()).replace('_', ' ');
            };
        } catch (IOException e) {
            why = String.valueOf(e.getMessage());
        }
        return why.isEmpty()
                ? Optional.empty()
                : Optional.of(Problem.of("the remote has the tag " + request.name()
                                + ", but the one in this clone could not be set: " + why)
                        .next("git fetch " + remote.address().reference() + " +refs/tags/" + request.name()
                                + ":refs/tags/" + request.name()));
    }
}
