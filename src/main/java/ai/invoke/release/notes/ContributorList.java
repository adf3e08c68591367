package ai.invoke.release.notes;

import ai.invoke.release.git.LogEntry;
import ai.invoke.release.text.LetterCase;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the people behind commits: authors and {@code Co-authored-by} trailers, joined into persons by {@code .mailmap},
 * proven login, mail address and full name, in this order of trust. Works on the local log only, so it cannot be fooled by a
 * paged answer or a rate limit, and gives the same answer twice.
 */
public final class ContributorList {

    private static final Pattern PERSON = Pattern.compile("([^<>]*+)<([^<>]*+)>.*+");
    private static final Pattern LOGIN = Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,38})(?:\\[bot\\])?");
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private final MailMap mailMap;
    private final ContributorRules rules;
    private final Predicate<String> bots;
    private final Map<String, String> accounts;
    private final Map<Signature, Alias> aliases = new HashMap<>();

    /**
     * Creates a finder.
     *
     * @param mailMap who is who, as the project says
     * @param rules whom to leave out
     */
    public ContributorList(MailMap mailMap, ContributorRules rules) {
        this(mailMap, rules, Map.of());
    }

    /**
     * A finder that knows accounts.
     *
     * @param mailMap who is who, as the project says
     * @param rules whom to leave out
     * @param accounts the login of a commit's author as GitHub knows it, by commit id
     */
    public ContributorList(MailMap mailMap, ContributorRules rules, Map<String, String> accounts) {
        this.accounts = Map.copyOf(accounts);
        this.mailMap = mailMap;
        this.rules = rules;
        this.bots = rules.programs();
    }

    /** How a commit names somebody, before the mail map is asked. */
    private record Signature(String name, String mail, Optional<String> account) {}

    /** One way in which a person signs. */
    private record Alias(String name, String mail, Optional<String> login) {

        String shown() {
            return mail.isEmpty() ? name : name + " <" + mail + ">";
        }
    }

    /**
     * Who was there before: filled commit by commit, so that a long history needs no memory but the names in it.
     */
    public final class Earlier {

        private final Set<String> keys = new HashSet<>();
        private final Set<Alias> seen = new HashSet<>();

        private Earlier() {}

        /**
         * Takes the people of one earlier commit.
         *
         * @param commit a commit before the range
         */
        public void add(LogEntry commit) {
            for (Alias alias : people(commit)) {
                // Most commits are by people who have made others.
                if (seen.add(alias)) {
                    keys.addAll(strongKeys(alias));
                    fullName(alias).ifPresent(keys::add);
                }
            }
        }
    }

    /**
     * Starts taking note of who was there before.
     *
     * @return to be filled
     */
    public Earlier earlier() {
        return new Earlier();
    }

    /**
     * The people of a range.
     *
     * @param range the commits, newest first
     * @param earlier the people of all commits before; empty when that history is not at hand
     * @return everybody, also internal people and bots; most commits first, then by name
     */
    public List<Contributor> find(List<LogEntry> range, Optional<Earlier> earlier) {
        Map<Alias, Set<String>> commits = new LinkedHashMap<>();
        for (LogEntry commit : range) {
            for (Alias alias : people(commit)) {
                commits.computeIfAbsent(alias, a -> new LinkedHashSet<>()).add(commit.id());
            }
        }
        Map<String, Change> changes = new LinkedHashMap<>();
        range.forEach(commit -> changes.put(commit.id(), Change.of(commit)));
        List<Contributor> contributors = new ArrayList<>();
        for (List<Alias> person : persons(List.copyOf(commits.keySet()))) {
            Set<String> ids = new HashSet<>();
            person.forEach(alias -> ids.addAll(commits.getOrDefault(alias, Set.of())));
            List<Change> theirs = changes.values().stream()
                    .filter(change -> ids.contains(change.id()))
                    .toList();
            contributors.add(contributor(person, theirs, earlier));
        }
        contributors.sort(Comparator.comparingInt(Contributor::commits)
                .reversed()
                .thenComparing(c -> fold(c.name()))
                .thenComparing(Contributor::name)
                .thenComparing(c -> String.join("\n", c.aliases())));
        return List.copyOf(contributors);
    }

    private Contributor contributor(List<Alias> person, List<Change> changes, Optional<Earlier> earlier) {
        Optional<String> login =
                person.stream().flatMap(alias -> alias.login().stream()).findFirst();
        String name = person.stream()
                .map(Alias::name)
                .filter(n -> !n.isBlank())
                .findFirst()
                .orElseGet(() -> login.orElse("unknown"));
        TreeSet<String> shown = new TreeSet<>();
        person.forEach(alias -> shown.add(alias.shown()));
        Optional<Boolean> first = earlier.map(known -> person.stream()
                .noneMatch(alias -> strongKeys(alias).stream().anyMatch(known.keys::contains)
                        || fullName(alias).filter(known.keys::contains).isPresent()));
        return new Contributor(name, login, changes, kind(person), first, List.copyOf(shown));
    }

    private Contributor.Kind kind(List<Alias> person) {
        for (Alias alias : person) {
            List<String> texts =
                    List.of(alias.name(), alias.mail(), alias.login().orElse(""));
            if (texts.stream().anyMatch(bots)) {
                return Contributor.Kind.BOT;
            }
        }
        for (Alias alias : person) {
            if (rules.internal().stream().anyMatch(entry -> names(entry, alias))) {
                return Contributor.Kind.INTERNAL;
            }
        }
        return Contributor.Kind.EXTERNAL;
    }

    private static boolean names(String entry, Alias alias) {
        String mail = fold(alias.mail());
        String wanted = fold(entry);
        if (wanted.startsWith("@") && wanted.indexOf('.') > 0 && mail.endsWith(wanted)) {
            return true;
        }
        if (wanted.indexOf('@') > 0) {
            return mail.equals(wanted);
        }
        String bare = wanted.startsWith("@") ? wanted.substring(1) : wanted;
        return compact(bare).equals(compact(fold(alias.name())))
                || alias.login().filter(login -> fold(login).equals(bare)).isPresent();
    }

    private Set<Alias> people(LogEntry commit) {
        Set<Alias> people = new LinkedHashSet<>();
        // Who merges a branch did not write it; the commits of the branch are in the log themselves.
        if (!commit.isMerge()) {
            commit.author()
                    .ifPresent(author -> people.add(
                            alias(author.name(), author.mail(), Optional.ofNullable(accounts.get(commit.id())))));
        }
        for (LogEntry.Trailer trailer : commit.trailers()) {
            if ("co-authored-by".equals(LetterCase.lower(trailer.key()))) {
                Matcher person = PERSON.matcher(trailer.value());
                if (person.matches()) {
                    people.add(alias(person.group(1).strip(), person.group(2), Optional.empty()));
                } else {
                    people.add(alias(trailer.value(), "", Optional.empty()));
                }
            }
        }
        people.removeIf(alias -> alias.name().isBlank() && alias.mail().isBlank());
        return people;
    }

    private Alias alias(String name, String mail, Optional<String> account) {
        return aliases.computeIfAbsent(new Signature(name, mail, account), this::alias);
    }

    private Alias alias(Signature signature) {
        String name = signature.name();
        String mail = signature.mail();
        MailMap.Identity proper = mailMap.resolve(name.strip(), mail.strip());
        // The address of the commit may prove a login although the mail map prefers another address.
        Optional<String> login =
                login(proper.mail()).or(() -> login(mail.strip())).or(signature::account);
        return new Alias(
                Normalizer.normalize(proper.name(), Normalizer.Form.NFC).strip(), proper.mail(), login);
    }

    /** {@code ID+LOGIN@users.noreply.github.com} or, for older accounts, {@code LOGIN@users.noreply.github.com}. */
    private Optional<String> login(String mail) {
        String suffix = "@" + rules.noreplyDomain();
        if (!LetterCase.lower(mail).endsWith(LetterCase.lower(suffix))) {
            return Optional.empty();
        }
        String local = mail.substring(0, mail.length() - suffix.length());
        String login = local.substring(local.indexOf('+') + 1);
        return LOGIN.matcher(login).matches() ? Optional.of(login) : Optional.empty();
    }

    private List<List<Alias>> persons(List<Alias> aliases) {
        int[] group = new int[aliases.size()];
        for (int i = 0; i < group.length; i++) {
            group[i] = i;
        }
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < group.length; i++) {
            for (String key : strongKeys(aliases.get(i))) {
                Integer other = seen.putIfAbsent(key, i);
                if (other != null) {
                    join(group, other, i);
                }
            }
        }
        // A name is the weakest proof: never join two accounts by it.
        Map<Integer, Set<String>> logins = new HashMap<>();
        for (int i = 0; i < group.length; i++) {
            Set<String> known = logins.computeIfAbsent(group[i], g -> new HashSet<>());
            aliases.get(i).login().ifPresent(login -> known.add(fold(login)));
        }
        Map<String, Integer> byName = new HashMap<>();
        for (int i = 0; i < group.length; i++) {
            Optional<String> name = fullName(aliases.get(i));
            if (name.isEmpty()) {
                continue;
            }
            Integer other = byName.putIfAbsent(name.get(), i);
            if (other == null || group[other] == group[i]) {
                continue;
            }
            Set<String> both = new HashSet<>(logins.getOrDefault(group[other], Set.of()));
            both.addAll(logins.getOrDefault(group[i], Set.of()));
            if (both.size() <= 1) {
                join(group, other, i);
                logins.put(group[i], both);
            }
        }
        Map<Integer, List<Alias>> groups = new LinkedHashMap<>();
        for (int i = 0; i < group.length; i++) {
            groups.computeIfAbsent(group[i], g -> new ArrayList<>()).add(aliases.get(i));
        }
        return List.copyOf(groups.values());
    }

    private static void join(int[] group, int a, int b) {
        int from = group[b];
        int to = group[a];
        for (int i = 0; i < group.length; i++) {
            if (group[i] == from) {
                group[i] = to;
            }
        }
    }

    private static List<String> strongKeys(Alias alias) {
        List<String> keys = new ArrayList<>();
        alias.login().ifPresent(login -> keys.add("login:" + fold(login)));
        if (alias.mail().indexOf('@') > 0) {
            keys.add("mail:" + fold(alias.mail()));
        }
        if (keys.isEmpty()) {
            keys.add("name:" + fold(alias.name()));
        }
        return keys;
    }

    /** A name of one word ("root", "alex") says too little about who it is. */
    private static Optional<String> fullName(Alias alias) {
        String name = fold(alias.name());
        return name.indexOf(' ') > 0 ? Optional.of("full:" + name) : Optional.empty();
    }

    private static String fold(String text) {
        Function<String, String> lower = s -> LetterCase.lower(LetterCase.upper(s));
        String folded =
                lower.apply(Normalizer.normalize(text, Normalizer.Form.NFC)).strip();
        return BLANKS.matcher(folded).replaceAll(" ");
    }

    private static String compact(String folded) {
        return folded.replace(" ", "");
    }
}
