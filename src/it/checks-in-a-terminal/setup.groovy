// The first run need not wait for anybody.
new File(basedir, 'go').text = ''
return true
