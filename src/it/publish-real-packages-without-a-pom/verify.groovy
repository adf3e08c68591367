import static org.assertj.core.api.Assertions.assertThat

import ai.invoke.release.it.LoadedClasses
import ai.invoke.release.it.MavenLaunch
import ai.invoke.sandbox.pypi.PypiOptions
import ai.invoke.sandbox.pypi.SandboxPypi
import java.security.MessageDigest

def story = basedir.toPath()
def files = new File(basedir, 'dist').listFiles().toList().sort { it.name }
assertThat(files*.name.collect { it.replaceAll(/-.*/, '') }).containsExactly('build', 'hatchling', 'numpy', 'ruff')

// help and verify-dist of a folder do without the libraries for git and HTTP.
def loaded = LoadedClasses.of(new File(basedir, 'loaded.log').toPath())
assertThat(loaded.in(['ai.invoke.release.mojo.VerifyDistMojo'])).isNotEmpty()
assertThat(loaded.gitAndHttp()).isEmpty()

def sha256 = { file -> MessageDigest.getInstance('SHA-256').digest(file.bytes).encodeHex().toString() }

def pypi = SandboxPypi.start(story.resolve('index'), PypiOptions.of('pypi'))
try {
    def maven = MavenLaunch.in(story, localRepositoryPath.toPath(), story).with('PYPI_TOKEN', pypi.token())
    def publish = { log, dist, more ->
        maven.run(story.resolve(log), 'invokeai-release:publish-pypi', '-Dinvokeai.dist=' + dist,
                '-Dinvokeai.pypi.uploadUrl=' + pypi.uploadUrl(), '-Dinvokeai.pypi.simpleUrl=' + pypi.simpleUrl(), *more)
    }

    // Four releases in one folder: one a run, by name.
    def all = publish('publish-all.log', 'dist', [])
    assertThat(all.code()).as(all.log()).isNotZero()
    assertThat(all.log()).contains('more than one release', '-Dinvokeai.project=build')
    def dry = publish('publish-dry.log', 'dist', ['-Dinvokeai.project=ruff', '-Dinvokeai.dryRun'])
    assertThat(dry.code()).as(dry.log()).isZero()
    assertThat(dry.log()).contains('to upload', 'dry run: nothing was sent')
    assertThat(pypi.log().entries().findAll { it.method() == 'POST' }).isEmpty()

    def first = publish('publish.log', 'dist', ['-Dinvokeai.project=ruff'])
    assertThat(first.code()).as(first.log()).isZero()
    assertThat(first.log()).contains('1 uploaded, 0 already there', 'left out: numpy-')
    def logs = first.log()
    files.each { file ->
        // A file, and for ruff again: the same bytes are there, and nothing is sent.
        def one = publish(file.name.replaceAll(/-.*/, '') + '.log', 'dist/' + file.name, [])
        assertThat(one.code()).as(one.log()).isZero()
        assertThat(one.log()).contains(file.name.startsWith('ruff-') ? '0 uploaded, 1 already there' : '1 uploaded, 0 already there')
        logs += one.log()
    }
    assertThat(logs).doesNotContain(pypi.token(), '\tat ')

    // The real pip installs from there, and only these bytes.
    new File(basedir, 'requirements.txt').text = files.collect { file ->
        def parts = file.name.split('-')
        "${parts[0]}==${parts[1]} --hash=sha256:${sha256(file)}\n"
    }.join()
    def install = new ProcessBuilder('python3', '-m', 'pip', '--isolated', 'install', '--quiet', '--no-deps', '--no-cache-dir',
            '--no-compile', '--require-hashes', '--only-binary=:all:', '--target', 'installed', '--index-url',
            pypi.simpleUrl().toString(), '-r', 'requirements.txt')
    install.directory(basedir).redirectErrorStream(true).redirectOutput(new File(basedir, 'pip-install.log'))
    install.environment().keySet().removeIf { it.startsWith('PIP_') }
    install.environment().put('PIP_CONFIG_FILE', '/dev/null')
    assertThat(install.start().waitFor()).as(new File(basedir, 'pip-install.log').text).isZero()
} finally {
    pypi.close()
}
def check = new ProcessBuilder('python3', '-c', 'import numpy; print(int(numpy.arange(5).sum()))')
check.directory(basedir).redirectErrorStream(true)
check.environment().put('PYTHONPATH', new File(basedir, 'installed').path)
assertThat(check.start().text.trim()).isEqualTo('10')
assertThat(new File(basedir, 'installed/bin/ruff')).exists()
assertThat(new File(basedir, 'installed').list().findAll { it.endsWith('.dist-info') }).hasSize(4)

// What PyPI takes has no errors before the upload, either.
assertThat(new File(basedir, 'build.log').text).containsPattern(/0 errors|ok/).contains('BUILD SUCCESS')
return true
