import static org.assertj.core.api.Assertions.assertThat

import ai.invoke.release.it.MavenLaunch
import ai.invoke.sandbox.pypi.PypiOptions
import ai.invoke.sandbox.pypi.SandboxPypi
import java.security.MessageDigest

def story = basedir.toPath()
def files = new File(basedir, 'dist').listFiles().toList().sort { it.name }
assertThat(files*.name.collect { it.replaceAll(/-.*/, '') }).containsExactly('build', 'hatchling', 'numpy', 'ruff')
def sha256 = { file -> MessageDigest.getInstance('SHA-256').digest(file.bytes).encodeHex().toString() }

def pypi = SandboxPypi.start(story.resolve('index'), PypiOptions.of('pypi'))
try {
    def maven = MavenLaunch.in(story, localRepositoryPath.toPath(), story).with('PYPI_TOKEN', pypi.token())
    def publish = { log ->
        maven.run(story.resolve(log), 'invokeai-release:publish-pypi', '-Dinvokeai.dist=dist',
                '-Dinvokeai.pypi.uploadUrl=' + pypi.uploadUrl(), '-Dinvokeai.pypi.simpleUrl=' + pypi.simpleUrl())
    }

    def first = publish('publish.log')
    assertThat(first.code()).as(first.log()).isZero()
    assertThat(first.log()).contains('4 uploaded, 0 already there')
    // A second run finds the same bytes and sends nothing.
    def second = publish('publish-again.log')
    assertThat(second.code()).as(second.log()).isZero()
    assertThat(second.log()).contains('0 uploaded, 4 already there')
    assertThat(first.log() + second.log()).doesNotContain(pypi.token(), '\tat ')

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
