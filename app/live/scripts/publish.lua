return tell(ARGV[1])
