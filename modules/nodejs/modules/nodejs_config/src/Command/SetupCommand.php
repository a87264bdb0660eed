<?php

declare(strict_types=1);

namespace Drupal\nodejs_config\Command;

use Drupal\nodejs\Core\InvalidSettings;
use Drupal\nodejs_config\SetupConsole;
use Symfony\Component\Console\Attribute\AsCommand;
use Symfony\Component\Console\Command\Command;
use Symfony\Component\Console\Input\InputArgument;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

/**
 * Print what the push server of this site needs around it.
 *
 * For core's own command line, "dr", of Drupal 11.4 and later.
 */
#[AsCommand(name: 'nodejs:setup', description: 'Print what the push server of this site needs around it.')]
final class SetupCommand extends Command {

  public function __construct(
    private readonly SetupConsole $console,
  ) {
    parent::__construct();
  }

  /**
   * {@inheritdoc}
   */
  protected function configure(): void {
    $this->addArgument('url', InputArgument::REQUIRED, 'The address of this site, such as https://example.com.');
    $this->addArgument('file', InputArgument::OPTIONAL, SetupConsole::HELP, 'init');
  }

  /**
   * {@inheritdoc}
   */
  protected function execute(InputInterface $input, OutputInterface $output): int {
    try {
      $output->writeln($this->console->setup((string) $input->getArgument('url'), (string) $input->getArgument('file')), OutputInterface::OUTPUT_RAW);
      return Command::SUCCESS;
    }
    catch (\InvalidArgumentException | InvalidSettings $problem) {
      $output->writeln($problem->getMessage(), OutputInterface::OUTPUT_RAW);
      return Command::FAILURE;
    }
  }

}
