import ai.invoke.release.it.DemoRepository
import java.nio.file.Files

def plain = new File(basedir, '../../../src/it/projects/plain').toPath()
def repository = { name ->
    def folder = new File(basedir, name).toPath()
    Files.createDirectories(folder)
    DemoRepository.create(plain, folder)
}

repository('tag-differs').tag('v1.5.0')
repository('several-tags').tag('v1.5.0').tag('v2.0.0rc1')
repository('no-version-file').git('rm', '--quiet', '-r', 'plainapp')
repository('computed-version').write('plainapp/__init__.py', '"""No literal."""\n\nfrom importlib.metadata import version\n\n__version__ = version("plain-app")\n')
return true
