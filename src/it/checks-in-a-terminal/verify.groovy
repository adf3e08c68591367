import static org.assertj.core.api.Assertions.assertThat

import java.util.concurrent.TimeUnit

def table = /\[INFO\]   quick  ok +\d+\.\d s.*\n\[INFO\]   slow   ok +\d+\.\d s\n\[INFO\]   last   ok +\d+\.\d s\n/
def times = { text, pattern -> (text =~ pattern).count }

// In batch mode: a line for each that has ended, then the table; no sequence, no carriage return.
def batch = new File(basedir, 'build.log').text
assertThat(batch).containsPattern(/\[INFO\]   slow passed after \d+\.\d s/).containsPattern(table).doesNotContain('\033[?7', '\r', 'waiting')

// What is hidden is told once in a run of several goals; the checks see what the POM passes on, and nothing else.
def notice = batch.readLines().findAll { it.contains('hidden from the programs that are started') }
assertThat(notice).hasSize(1)
assertThat(notice[0]).contains('IT_DEPLOYMENT', 'IT_NPM_TOKEN', '<passEnvironment>').doesNotContain('IT_PASSED_TOKEN')
def seen = new File(basedir, 'target/environment.txt').text
assertThat(seen).contains('IT_PASSED_TOKEN=passed on', 'CI=true').doesNotContain('IT_NPM_TOKEN', 'IT_DEPLOYMENT', 'planted')
assertThat(batch).doesNotContain('planted')

// The same on a terminal of 50 columns and 20 rows.
def go = new File(basedir, 'go')
def terminal = { log, answer ->
    go.delete()
    def command = ['python3', 'terminal.py', '50', '20', log, 'running    1 s', answer,
            new File(System.getProperty('maven.home'), 'bin/mvn').path, '-Dstyle.color=never',
            '--settings', new File(basedir.parentFile, 'interpolated-settings.xml').path,
            '-Dmaven.repo.local=' + localRepositoryPath, '-Dinvokeai.rebuild', 'invokeai-release:run-checks']
    def builder = new ProcessBuilder(command).directory(basedir).redirectErrorStream(true)
    builder.redirectOutput(new File(basedir, log + '.err'))
    builder.environment().keySet().removeAll(['GITHUB_ACTIONS', 'GITLAB_CI', 'CI', 'MAVEN_DEBUG_OPTS'])
    def process = builder.start()
    assertThat(process.waitFor(150, TimeUnit.SECONDS)).isTrue()
    [process.exitValue(), new File(basedir, log).getText('UTF-8').replace('\r\n', '\n')]
}

def (code, shown) = terminal('shown.log', 'file go')
assertThat(code).as(shown).isZero()
// Each line is written anew in its place, is cut to the width, and shows no colour of the check's own.
assertThat(shown)
        .containsPattern(/\033\[\?7l  quick  passed after \d+\.\d s\033\[K\n  slow   running    0 s  still working on a line.\033\[K\n/)
        .containsPattern(/\033\[3A\033\[\?7l  quick .*\n  slow   running    1 s  still working on a line./)
        .doesNotContain('\033[31m', 'slow passed after')
// Then all are taken away, and the table comes in their place, once.
assertThat(shown).containsPattern(/\r\033\[3A\033\[J/ + table)
assertThat(times(shown, table)).isEqualTo(1)
assertThat(shown.substring(shown.indexOf('[INFO]   quick'))).doesNotContain('\033[?7l', 'running')

// Ctrl-C ends the checks; the lines stay, the terminal is left as it was.
def (interrupted, left) = terminal('interrupted.log', 'interrupt')
assertThat(interrupted).as(left).isNotZero()
assertThat(left).doesNotContainPattern(table)
assertThat(left.lastIndexOf('\033[?7h')).isGreaterThan(left.lastIndexOf('\033[?7l'))
def pid = new File(basedir, 'slow.pid').text.trim() as long
def end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20)
while (ProcessHandle.of(pid).filter { it.alive }.present) {
    assert System.nanoTime() < end : 'the check is still running'
    Thread.onSpinWait()
}
return true
