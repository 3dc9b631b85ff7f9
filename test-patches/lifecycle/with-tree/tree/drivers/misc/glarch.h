struct glarch {
	struct clk *clk;
	void *log;
};
