import static org.assertj.core.api.Assertions.assertThat

def log = new File(basedir, 'build.log').text
def runs = log.split('BUILD FAILURE').drop(1)*.replaceAll(/\[ERROR\] /, '')
assertThat(runs).hasSize(5)

assertThat(runs[0])
        .contains('the frontend needs Node.js, and no node on the PATH runs')
        .contains('-> install Node.js 20 or newer (https://nodejs.org), or put it on the PATH')
assertThat(runs[1])
        .contains('the frontend asks for pnpm@10.12.4, which cannot be found')
        .contains('-> ')
assertThat(runs[2])
        .contains('no Python found')
        .contains('-> ')
assertThat(runs[3])
        .contains('No module named venv')
        .contains('-> ')

// The Python of the toolchains was taken: there is no other on the PATH of that run.
assertThat(runs[4]).doesNotContain('no Python found')
// What the backend says is shown as it comes, and its end once more in the error, where people look.
assertThat(log).contains('backend: looking for the compiler')
assertThat(runs[4])
        .contains('backend: no compiler, giving up')
        .contains('build-dist.log')
runs.each { run -> assertThat(run).doesNotContain('\tat ') }

// A failed build leaves nothing that could be taken for a result.
assertThat(new File(basedir, 'target/release/dist')).doesNotExist()
return true
